package se.brygga;

import java.util.Map;

/**
 * The input of a command or query, with its name: what {@link Store#call(Call)} takes.
 *
 * @param <A> the answer's type
 */
public abstract class Call<A> extends Fields {
  protected Call(Map<String, Object> members) {
    super(members);
  }

  /** "participant.add". */
  public abstract String callName();

  /** Reads a plain answer as a typed one. */
  protected abstract A answerOf(Object plain);
}
