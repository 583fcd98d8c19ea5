package se.brygga;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** That something was saved here, or received. */
public final class Change extends Fields {
  Change(Map<String, Object> members) {
    super(members);
  }

  /** Names of the entities of which rows may look different now. */
  public List<String> entities() {
    return Values.list(present("entities"), Values::text);
  }

  /** Whether sync status, receipts or scopes changed. */
  public boolean status() {
    return Values.flag(present("status"));
  }

  /** Whether any of it came from the office. */
  public boolean received() {
    return Values.flag(present("received"));
  }

  /** Both as one. */
  Change and(Change later) {
    Set<Object> entities = new LinkedHashSet<>(entities());
    entities.addAll(later.entities());
    Map<String, Object> both = new LinkedHashMap<>();
    both.put("entities", Json.frozen(new ArrayList<>(entities)));
    both.put("status", status() || later.status());
    both.put("received", received() || later.received());
    return new Change(both);
  }
}
