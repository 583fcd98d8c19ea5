package se.brygga;

/** Hears how far a {@link Store#sync} has come, on the thread that called it. */
public interface ProgressListener {
  /**
   * @return false to end the sync, with everything so far kept. What it throws ends the sync, too,
   *     and comes out of it.
   */
  boolean onProgress(SyncProgress progress);
}
