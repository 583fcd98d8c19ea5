package se.brygga;

import java.util.Map;

/** The numbers of the library. */
public final class Versions extends Fields {
  Versions(Map<String, Object> members) {
    super(members);
  }

  /** "0.1.0". */
  public String version() {
    return Values.text(present("version"));
  }

  /** Of the C interface. */
  public long abi() {
    return Values.integer(present("abi"));
  }

  /** Of what is spoken with the office. */
  public long protocol() {
    return Values.integer(present("protocol"));
  }

  /** Of the entities. */
  public long schema() {
    return Values.integer(present("schema"));
  }

  /** Of the store's file. */
  public long store() {
    return Values.integer(present("store"));
  }
}
