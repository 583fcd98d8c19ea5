package se.brygga;

import java.util.Map;

/** How far a sync has come. */
public class SyncProgress extends Fields {
  SyncProgress(Map<String, Object> members) {
    super(members);
  }

  /** Exchanges with the office so far. */
  public long rounds() {
    return Values.integer(present("rounds"));
  }

  public long editsSent() {
    return Values.integer(present("edits_sent"));
  }

  public long rowsReceived() {
    return Values.integer(present("rows_received"));
  }

  public long bytesSent() {
    return Values.integer(present("bytes_sent"));
  }

  public long bytesReceived() {
    return Values.integer(present("bytes_received"));
  }

  public long scopes() {
    return Values.integer(present("scopes"));
  }

  public long scopesLoading() {
    return Values.integer(present("scopes_loading"));
  }

  /** While scopes are loaded: how much of them is here; else null. */
  public Loading loading() {
    Map<String, Object> members = Values.members(member("progress"));
    return members == null ? null : new Loading(members);
  }

  /** How much of what is loaded has come; bytes are counted before compression. */
  public static final class Loading extends Fields {
    Loading(Map<String, Object> members) {
      super(members);
    }

    public long rows() {
      return Values.integer(present("rows"));
    }

    public long rowsTotal() {
      return Values.integer(present("rows_total"));
    }

    public long bytes() {
      return Values.integer(present("bytes"));
    }

    public long bytesTotal() {
      return Values.integer(present("bytes_total"));
    }
  }
}
