package se.brygga;

/**
 * Hears how the background does, after an exchange with the office; of several exchanges at once,
 * where they came while it was busy. What has changed is for {@link Store#observe} to tell.
 */
public interface SyncListener {
  void onReport(SyncReport report);
}
