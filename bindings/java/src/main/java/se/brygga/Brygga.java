package se.brygga;

/** The way in: opens stores, and says what there is. */
public final class Brygga {
  private Brygga() {}

  public static Store open(String path) {
    return open(path, OpenOptions.defaults());
  }

  /**
   * Opens the store at the path, making the file (not its folder) when it is missing, and bringing
   * an older one up to date.
   *
   * @throws BryggaException CORRUPT: the file is no store; TOO_NEW: a newer version made it;
   *     STORAGE: it cannot be opened or written. The file is as it was
   */
  public static Store open(String path, OpenOptions options) {
    return Store.open(path, options);
  }

  public static Versions versions() {
    return new Versions(Json.object(Native.text(Native.versions())));
  }

  /** All commands and queries: {"names": [{"name", "kind": "command" or "query", "purpose"}]}. */
  public static String names() {
    int[] status = new int[1];
    return Store.answered(Native.names(status), status);
  }

  /** JSON Schema of what each command and query takes and gives, and of every kind of record. */
  public static String schema() {
    int[] status = new int[1];
    return Store.answered(Native.schema(status), status);
  }
}
