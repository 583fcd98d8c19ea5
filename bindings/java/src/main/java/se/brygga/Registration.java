package se.brygga;

/** A listener of a {@link Store}, until it is closed; or until the store is, which ends all. */
public interface Registration extends AutoCloseable {
  /**
   * Ends it. After this returns no call of the listener begins; one that is running on another
   * thread may still be. May be called from the listener itself, and any number of times.
   */
  @Override
  void close();
}
