package se.brygga;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A JSON object with accessors: what the classes for inputs and answers have in common. It does not
 * change. Members that this version has no accessor for are kept: see {@link #toMap()}.
 */
public abstract class Fields {
  private final Map<String, Object> members;

  /** @param members plain JSON; they must not be changed afterwards */
  protected Fields(Map<String, Object> members) {
    this.members = members;
  }

  /** All members as plain Java: unmodifiable Map and List, String, Number, Boolean, null. */
  public final Map<String, Object> toMap() {
    return Collections.unmodifiableMap(members);
  }

  public final String toJson() {
    return Json.text(members);
  }

  /** The member's plain value; null also when there is none. */
  protected final Object member(String name) {
    return members.get(name);
  }

  /**
   * The value of a member that every answer has.
   *
   * @throws BryggaException if it is missing: the library is of another version than the classes
   */
  protected final Object present(String name) {
    Object value = members.get(name);
    if (value != null) return value;
    throw BryggaException.ofAnswer("The answer has no " + name + "; is the library an older one?");
  }

  /** The members with one more, or another value of it; null is a value. */
  protected final Map<String, Object> with(String name, Object value) {
    Map<String, Object> copy = new LinkedHashMap<>(members);
    copy.put(name, Values.plain(value));
    return copy;
  }

  @Override
  public final boolean equals(Object other) {
    return other != null
        && other.getClass() == getClass()
        && ((Fields) other).members.equals(members);
  }

  @Override
  public final int hashCode() {
    return members.hashCode();
  }

  @Override
  public final String toString() {
    return getClass().getSimpleName() + toJson();
  }
}
