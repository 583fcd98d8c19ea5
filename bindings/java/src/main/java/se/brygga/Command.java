package se.brygga;

import java.util.Map;

/** The input of a command: one transaction, durable on this device when the call returns. */
public abstract class Command<A> extends Call<A> {
  protected Command(Map<String, Object> members) {
    super(members);
  }
}
