package se.brygga;

import java.util.Map;

/** One of several mistakes in an input, such as a line of a file. */
public final class Problem extends Fields {
  Problem(Map<String, Object> members) {
    super(members);
  }

  /** The line, from 1; 0 when it is none in particular. */
  public long line() {
    return number("line");
  }

  /** The column's name or number, as the file has it; empty when it is none in particular. */
  public String column() {
    return word("column");
  }

  /** Stable, for programs: "date_impossible". */
  public String code() {
    return word("code");
  }

  /** For people, in English. */
  public String sentence() {
    return word("sentence");
  }

  /** For people, in Swedish; the English one where there is no other. */
  public String sentenceSv() {
    return member("sentence_sv") == null ? sentence() : word("sentence_sv");
  }

  private long number(String name) {
    Object value = member(name);
    return value instanceof Number ? ((Number) value).longValue() : 0;
  }

  private String word(String name) {
    Object value = member(name);
    return value == null ? "" : value.toString();
  }
}
