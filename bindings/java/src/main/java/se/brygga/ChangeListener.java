package se.brygga;

/** Hears of every change of a store. */
public interface ChangeListener {
  void onChange(Change change);
}
