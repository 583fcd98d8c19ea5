package se.brygga;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What Brygga says when it cannot do what it was asked. Nothing of what was asked is done then, and
 * the store is as it was.
 *
 * <p>Unchecked: any call can meet it, Kotlin does not check, and a lambda for an executor cannot
 * throw anything else. Whoever calls looks at {@link #kind()} and {@link #canRetry()}.
 */
public final class BryggaException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final ErrorKind kind;
  private final String code;
  private final String field;
  private final String sentence;
  private final String sentenceSv;
  private final boolean canRetry;
  private final transient List<Problem> problems;
  private final transient Map<?, ?> members;

  private BryggaException(
      ErrorKind kind,
      String code,
      String field,
      String sentence,
      String sentenceSv,
      boolean canRetry,
      List<Problem> problems,
      Map<?, ?> members) {
    super(sentence + " (" + code + (field.isEmpty() ? "" : ", " + field) + ")");
    this.kind = kind;
    this.code = code;
    this.field = field;
    this.sentence = sentence;
    this.sentenceSv = sentenceSv;
    this.canRetry = canRetry;
    this.problems = problems;
    this.members = members;
  }

  /** The class of what failed; for deciding what a program does about it. */
  public ErrorKind kind() {
    return kind;
  }

  /** What it was exactly, stable: "not_enrolled". */
  public String code() {
    return code;
  }

  /** The input's member that is at fault; empty when it is none in particular. */
  public String field() {
    return field;
  }

  /** For people, in English. */
  public String sentence() {
    return sentence;
  }

  /** For people, in Swedish; the English one where there is no other. */
  public String sentenceSv() {
    return sentenceSv;
  }

  /** Whether the same call may go better later. */
  public boolean canRetry() {
    return canRetry;
  }

  /** All mistakes, where an input has several; else empty. */
  public List<Problem> problems() {
    return problems == null ? Collections.<Problem>emptyList() : problems;
  }

  /** {"error": ...}, as the library gives it: also what has no method here. */
  public String toJson() {
    return Json.text(Collections.singletonMap("error", members == null ? code : members));
  }

  /** @param json the text that came with the status; null when there was no memory for it */
  static BryggaException ofStatus(int status, String json) {
    Object error = null;
    try {
      error = json == null ? null : Json.object(json).get("error");
    } catch (BryggaException unreadable) {
      // Below it is said what is known without it.
      error = null;
    }
    return ofError(ErrorKind.ofStatus(status), error);
  }

  /** @param error the "error" of brygga.h, or anything else when there is none */
  static BryggaException ofError(ErrorKind kind, Object error) {
    Map<?, ?> members = error instanceof Map ? (Map<?, ?>) error : Collections.emptyMap();
    String sentence = text(members, "sentence", "It failed, and no reason was given.");
    return new BryggaException(
        kind,
        text(members, "code", "internal"),
        text(members, "field", ""),
        sentence,
        text(members, "sentence_sv", sentence),
        Boolean.TRUE.equals(members.get("can_retry")),
        problemsOf(members.get("problems")),
        members);
  }

  static BryggaException ofInput(String code, String sentence, String sentenceSv) {
    return ofHere(ErrorKind.INVALID, code, sentence, sentenceSv, false);
  }

  /** An answer that is not what this version of the classes expects. */
  static BryggaException ofAnswer(String sentence) {
    return ofHere(
        ErrorKind.CORRUPT,
        "unexpected_answer",
        sentence,
        "Svaret har inte den form som den här versionen väntar sig.",
        false);
  }

  /** What the library has no text for, with members as it would give them. */
  static BryggaException ofHere(
      ErrorKind kind, String code, String sentence, String sentenceSv, boolean canRetry) {
    Map<String, Object> error = new LinkedHashMap<>();
    error.put("can_retry", canRetry);
    error.put("code", code);
    error.put("field", "");
    error.put("kind", kind.text());
    error.put("sentence", sentence);
    error.put("sentence_sv", sentenceSv);
    return ofError(kind, error);
  }

  private static String text(Map<?, ?> members, String name, String otherwise) {
    Object value = members.get(name);
    return value instanceof String ? (String) value : otherwise;
  }

  @SuppressWarnings("unchecked")
  private static List<Problem> problemsOf(Object list) {
    if (!(list instanceof List)) return Collections.emptyList();
    List<Problem> problems = new ArrayList<>();
    for (Object one : (List<?>) list) {
      if (one instanceof Map) problems.add(new Problem((Map<String, Object>) one));
    }
    return Collections.unmodifiableList(problems);
  }

  /** One of several mistakes in an input, such as a line of a file. */
  public static final class Problem extends Fields {
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
}
