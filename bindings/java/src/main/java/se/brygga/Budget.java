package se.brygga;

import java.util.Collections;
import java.util.Map;

/**
 * What a sync may cost, for work that a platform allows in the background. It is looked at after
 * each exchange; the next sync goes on where this one ended.
 */
public final class Budget extends Fields {
  private static final Budget UNLIMITED = new Budget(Collections.<String, Object>emptyMap());

  private Budget(Map<String, Object> members) {
    super(members);
  }

  public static Budget unlimited() {
    return UNLIMITED;
  }

  /** Bytes sent and received together after which no further exchange begins. */
  public Budget withBytesMax(long bytes) {
    return new Budget(with("bytes_max", bytes));
  }

  /** Time after which no further exchange begins. */
  public Budget withMilliseconds(long milliseconds) {
    return new Budget(with("milliseconds", milliseconds));
  }

  /** How much to ask for at a time: less for a poor line, so that less is lost when it breaks. */
  public Budget withPageBytes(long bytes) {
    return new Budget(with("page_bytes", bytes));
  }
}
