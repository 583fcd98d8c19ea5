package se.brygga;

import java.util.logging.Level;

/** Gets the answers of a watched query: the newest, where several came while it was busy. */
public interface AnswerListener<A> {
  void onAnswer(A answer);

  /** The query could not be answered this time; the watch goes on. */
  default void onFailure(BryggaException problem) {
    Native.LOG.log(Level.WARNING, "A watched query could not be answered", problem);
  }
}
