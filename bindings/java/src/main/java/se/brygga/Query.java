package se.brygga;

import java.util.Map;

/** The input of a query: it changes nothing, and can be watched. */
public abstract class Query<A> extends Call<A> {
  protected Query(Map<String, Object> members) {
    super(members);
  }
}
