package se.brygga;

import java.util.Collections;
import java.util.Map;

/** How a store is opened. */
public final class OpenOptions extends Fields {
  private static final OpenOptions DEFAULTS =
      new OpenOptions(Collections.<String, Object>emptyMap());

  private OpenOptions(Map<String, Object> members) {
    super(members);
  }

  public static OpenOptions defaults() {
    return DEFAULTS;
  }

  /** The path of a PEM file with the certificates to trust instead of the system's. */
  public OpenOptions withCaFile(String path) {
    return new OpenOptions(with("ca_file", path));
  }
}
