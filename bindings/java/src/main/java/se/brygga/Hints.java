package se.brygga;

import java.util.Map;

/** What the store has been told of network and power. */
public final class Hints extends Fields {
  Hints(Map<String, Object> members) {
    super(members);
  }

  public boolean online() {
    return Values.flag(present("online"));
  }

  public boolean metered() {
    return Values.flag(present("metered"));
  }

  public boolean charging() {
    return Values.flag(present("charging"));
  }
}
