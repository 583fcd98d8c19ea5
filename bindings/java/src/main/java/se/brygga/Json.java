package se.brygga;

import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import com.grack.nanojson.JsonWriter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * JSON as plain Java: unmodifiable Map and List, String, Number, Boolean, null. The only class that
 * knows the library that reads and writes it.
 */
final class Json {
  private Json() {}

  /** @throws BryggaException if the text is no JSON object */
  @SuppressWarnings("unchecked")
  static Map<String, Object> object(String text) {
    Object value = value(text);
    if (!(value instanceof Map)) throw BryggaException.ofAnswer("This is no JSON object: " + text);
    return (Map<String, Object>) value;
  }

  /** @throws BryggaException if the text is no JSON */
  static Object value(String text) {
    try {
      return frozen(JsonParser.any().from(text));
    } catch (JsonParserException problem) {
      throw BryggaException.ofAnswer("This is no JSON: " + problem.getMessage());
    }
  }

  static String text(Object value) {
    return JsonWriter.string(value);
  }

  /** A copy that nothing can change. */
  static Object frozen(Object value) {
    if (value instanceof Map) {
      Map<String, Object> copy = new LinkedHashMap<>();
      for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
        copy.put(String.valueOf(entry.getKey()), frozen(entry.getValue()));
      }
      return Collections.unmodifiableMap(copy);
    }
    if (value instanceof List) {
      List<Object> copy = new ArrayList<>();
      for (Object one : (List<?>) value) copy.add(frozen(one));
      return Collections.unmodifiableList(copy);
    }
    return value;
  }
}
