package se.brygga;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Plain JSON as typed values, and back; what generated classes are made with. null stays null, and
 * a value of another type is a BryggaException ("unexpected_answer").
 */
public final class Values {
  private Values() {}

  /** Reads a plain value as a typed one. */
  public interface Reader<T> {
    T read(Object plain);
  }

  /** A text of a choice, as an enum has it. */
  public interface Choice {
    /** What stands in JSON; null for UNRECOGNIZED. */
    String text();
  }

  public static String text(Object plain) {
    return as(String.class, plain, "a text");
  }

  public static Boolean flag(Object plain) {
    return as(Boolean.class, plain, "true or false");
  }

  public static Long integer(Object plain) {
    Number number = as(Number.class, plain, "a whole number");
    return number == null ? null : Long.valueOf(number.longValue());
  }

  public static Double number(Object plain) {
    Number number = as(Number.class, plain, "a number");
    return number == null ? null : Double.valueOf(number.doubleValue());
  }

  public static Object anything(Object plain) {
    return plain;
  }

  public static LocalDate date(Object plain) {
    String text = as(String.class, plain, "a date");
    try {
      return text == null ? null : LocalDate.parse(text);
    } catch (DateTimeException problem) {
      throw BryggaException.ofAnswer("\"" + text + "\" is no date.");
    }
  }

  /** Of an input it may also be a number of milliseconds. */
  public static Instant instant(Object plain) {
    if (plain instanceof Number) return Instant.ofEpochMilli(((Number) plain).longValue());
    String text = as(String.class, plain, "a time");
    try {
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeException problem) {
      throw BryggaException.ofAnswer("\"" + text + "\" is no time.");
    }
  }

  public static byte[] base64(Object plain) {
    String text = as(String.class, plain, "base64");
    try {
      return text == null ? null : Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException problem) {
      throw BryggaException.ofAnswer("\"" + text + "\" is no base64.");
    }
  }

  /** @return the choice with that text; unrecognized when a newer library has one more */
  public static <C extends Choice> C choice(Object plain, C[] choices, C unrecognized) {
    String text = as(String.class, plain, "a text");
    if (text == null) return null;
    for (C choice : choices) {
      if (text.equals(choice.text())) return choice;
    }
    return unrecognized;
  }

  public static <T> List<T> list(Object plain, Reader<T> reader) {
    List<?> elements = as(List.class, plain, "a list");
    if (elements == null) return null;
    List<T> list = new ArrayList<>(elements.size());
    for (Object element : elements) list.add(reader.read(element));
    return Collections.unmodifiableList(list);
  }

  public static <T> Map<String, T> map(Object plain, Reader<T> reader) {
    Map<String, Object> members = members(plain);
    if (members == null) return null;
    Map<String, T> map = new LinkedHashMap<>();
    for (Map.Entry<String, Object> entry : members.entrySet()) {
      map.put(entry.getKey(), reader.read(entry.getValue()));
    }
    return Collections.unmodifiableMap(map);
  }

  /** A class that is made of an object's members. */
  public interface Constructor<T> {
    T make(Map<String, Object> members);
  }

  public static <T> T object(Object plain, Constructor<T> constructor) {
    Map<String, Object> members = members(plain);
    return members == null ? null : constructor.make(members);
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> members(Object plain) {
    return as(Map.class, plain, "an object");
  }

  /** What stands in JSON for a typed value, in copies that nothing can change. */
  static Object plain(Object value) {
    if (value instanceof Fields) return ((Fields) value).toMap();
    if (value instanceof byte[]) return Base64.getEncoder().encodeToString((byte[]) value);
    if (value instanceof LocalDate || value instanceof Instant) return value.toString();
    if (value instanceof Choice) return textOf((Choice) value);
    if (value instanceof List) {
      List<Object> list = new ArrayList<>();
      for (Object element : (List<?>) value) list.add(plain(element));
      return Collections.unmodifiableList(list);
    }
    if (value instanceof Map) {
      Map<String, Object> map = new LinkedHashMap<>();
      for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
        map.put(String.valueOf(entry.getKey()), plain(entry.getValue()));
      }
      return Collections.unmodifiableMap(map);
    }
    return value;
  }

  private static String textOf(Choice choice) {
    if (choice.text() != null) return choice.text();
    throw new IllegalArgumentException(
        choice + " is what an unknown choice is read as; it cannot be given");
  }

  private static <T> T as(Class<T> type, Object plain, String what) {
    if (plain == null || type.isInstance(plain)) return type.cast(plain);
    throw BryggaException.ofAnswer(plain + " should be " + what + ".");
  }
}
