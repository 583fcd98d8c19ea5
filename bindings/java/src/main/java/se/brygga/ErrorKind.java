package se.brygga;

import java.util.Locale;

/** What class of thing failed; the statuses of brygga.h. */
public enum ErrorKind {
  /** The caller's input breaks a rule. */
  INVALID,
  /** Nothing by that name or id. */
  NOT_FOUND,
  /** Understood, but not allowed. */
  REFUSED,
  /** A file or an answer is not what it claims to be. */
  CORRUPT,
  /** Beyond a bound. */
  TOO_LARGE,
  /** Written by a newer version than this one. */
  TOO_NEW,
  /** The file system or the store failed. */
  STORAGE,
  /** No room left. */
  STORAGE_FULL,
  /** The office cannot be reached now; all work is kept. */
  OFFLINE,
  /** Somebody changed the ground under this; do it again. */
  CONFLICT,
  /** In use; try again. */
  BUSY,
  /** None of the above, or a kind that this version does not know. */
  INTERNAL;

  private static final ErrorKind[] BY_STATUS = values();

  /** As JSON has it: "storage_full". */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** @param text "storage_full" */
  static ErrorKind ofText(Object text) {
    for (ErrorKind kind : BY_STATUS) {
      if (kind.text().equals(text)) return kind;
    }
    return INTERNAL;
  }

  /** @param status of brygga_status, not BRYGGA_OK */
  static ErrorKind ofStatus(int status) {
    return status >= 1 && status <= BY_STATUS.length ? BY_STATUS[status - 1] : INTERNAL;
  }
}
