package se.brygga;

import java.util.LinkedHashMap;
import java.util.Map;

/** What the background did since the last report, and what it does next. */
public final class SyncReport extends Fields {
  /** What the background is doing. */
  public enum Phase implements Values.Choice {
    IDLE("idle"),
    SENDING("sending"),
    LISTENING("listening"),
    BACKING_OFF("backing_off"),
    OFFLINE("offline"),
    /** The office turned this device away, and a person must act. */
    STOPPED("stopped"),
    /** One that this version does not know. */
    UNRECOGNIZED(null);

    private final String text;

    Phase(String text) {
      this.text = text;
    }

    @Override
    public String text() {
      return text;
    }
  }

  SyncReport(Map<String, Object> members) {
    super(members);
  }

  public Phase phase() {
    return Values.choice(present("phase"), Phase.values(), Phase.UNRECOGNIZED);
  }

  /** Failures in a row. */
  public long failures() {
    return Values.integer(present("failures"));
  }

  public long receipts() {
    return Values.integer(present("receipts"));
  }

  public long rows() {
    return Values.integer(present("rows"));
  }

  public long editsSent() {
    return Values.integer(present("edits_sent"));
  }

  public long bytesSent() {
    return Values.integer(present("bytes_sent"));
  }

  public long bytesReceived() {
    return Values.integer(present("bytes_received"));
  }

  /** Why the exchange failed; null when it did not. */
  public BryggaException error() {
    Map<String, Object> error = Values.members(member("error"));
    if (error == null) return null;
    return BryggaException.ofError(ErrorKind.ofText(error.get("kind")), error);
  }

  /** Both as one: what was done is added up, and how it stands is the later's. */
  SyncReport and(SyncReport later) {
    Map<String, Object> both = new LinkedHashMap<>(later.toMap());
    both.put("receipts", receipts() + later.receipts());
    both.put("rows", rows() + later.rows());
    both.put("edits_sent", editsSent() + later.editsSent());
    both.put("bytes_sent", bytesSent() + later.bytesSent());
    both.put("bytes_received", bytesReceived() + later.bytesReceived());
    return new SyncReport(both);
  }
}
