package se.brygga;

import java.util.Map;

/** How a sync ended. */
public final class SyncEnd extends SyncProgress {
  /** What ended a sync before both sides had all that the other has. */
  public enum StoppedBy implements Values.Choice {
    /** The listener wanted no more. */
    PROGRESS("progress"),
    /** {@link Store#stopSync()}. */
    STOP("stop"),
    /** {@link Budget#withBytesMax}. */
    BYTES("bytes"),
    /** {@link Budget#withMilliseconds}. */
    TIME("time"),
    /** One that this version does not know. */
    UNRECOGNIZED(null);

    private final String text;

    StoppedBy(String text) {
      this.text = text;
    }

    @Override
    public String text() {
      return text;
    }
  }

  SyncEnd(Map<String, Object> members) {
    super(members);
  }

  /** Whether both sides have all that the other has. */
  public boolean finished() {
    return Values.flag(present("finished"));
  }

  /** What ended it early; null when nothing did. */
  public StoppedBy stoppedBy() {
    return Values.choice(member("stopped_by"), StoppedBy.values(), StoppedBy.UNRECOGNIZED);
  }
}
