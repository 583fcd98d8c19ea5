package se.brygga;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The C functions of brygga.h, each under its name, with UTF-8 in {@code byte[]}; and the way in
 * for their callbacks. The other half is brygga_jni.cpp.
 *
 * <p>{@code status[0]} and {@code handle[0]} are filled in. {@code owner} is the store of the call:
 * as long as the call lasts it is no garbage.
 */
final class Native {
  /** The path of libbrygga_jni.so, where it is not on the system's way of finding libraries. */
  static final String LIBRARY_PROPERTY = "se.brygga.library";

  static final Logger LOG = Logger.getLogger("se.brygga");

  /** Takes what a callback brings, on the thread that it came on. */
  interface Sink {
    /** @return false to end the sync, of which this is the progress; else it does not matter */
    boolean take(int status, byte[] json);
  }

  private static final Map<Long, Sink> SINKS = new ConcurrentHashMap<>();
  private static final AtomicLong NEXT_SINK = new AtomicLong(1);

  static {
    String path = System.getProperty(LIBRARY_PROPERTY);
    if (path != null) {
      System.load(path);
    } else {
      System.loadLibrary("brygga_jni");
    }
  }

  private Native() {}

  static native byte[] versions();

  static native byte[] names(int[] status);

  static native byte[] schema(int[] status);

  static native byte[] open(byte[] path, byte[] options, long[] handle, int[] status);

  static native int close(long handle);

  static native byte[] call(Object owner, long handle, byte[] name, byte[] json, int[] status);

  static native byte[] enrol(Object owner, long handle, byte[] json, int[] status);

  static native byte[] sync(Object owner, long handle, byte[] options, long sink, int[] status);

  static native byte[] syncStart(
      Object owner, long handle, byte[] options, long sink, int[] status);

  static native int syncStop(Object owner, long handle);

  static native byte[] hint(Object owner, long handle, byte[] json, int[] status);

  static native int observe(Object owner, long handle, long sink, long[] id);

  static native byte[] watch(
      Object owner, long handle, byte[] name, byte[] json, long sink, long[] id, int[] status);

  static native int unobserve(Object owner, long handle, long id);

  static native byte[] exportUnsent(Object owner, long handle, int[] status);

  /** A number by which callbacks find the sink until {@link #removeSink}; never given out twice. */
  static long addSink(Sink sink) {
    long number = NEXT_SINK.getAndIncrement();
    SINKS.put(number, sink);
    return number;
  }

  /** Another sink by that number, if there still is one. */
  static void setSink(long number, Sink sink) {
    SINKS.replace(number, sink);
  }

  /** What comes afterwards finds nothing, and is dropped. */
  static void removeSink(long number) {
    SINKS.remove(number);
  }

  static int sinkCount() {
    return SINKS.size();
  }

  /** Called by brygga_jni.cpp, and by nothing else. No exception may leave it. */
  @SuppressWarnings("unused")
  private static int calledBack(long number, int status, byte[] json) {
    try {
      Sink sink = SINKS.get(number);
      return sink == null || sink.take(status, json) ? 1 : 0;
    } catch (Throwable problem) {
      logged("A callback could not be given to its executor, or threw inside it", problem);
      return 1;
    }
  }

  /** There may be too little memory or stack for the log; then there is nothing left to tell. */
  static void logged(String what, Throwable problem) {
    try {
      LOG.log(Level.WARNING, what, problem);
    } catch (Throwable ignored) {
      return;
    }
  }

  /**
   * The text in UTF-8; null for null.
   *
   * @throws BryggaException if the text is not UTF-16 (a lone surrogate), or has a NUL, which would
   *     end it on the other side
   */
  static byte[] utf8(String text) {
    if (text == null) return null;
    if (text.indexOf('\0') >= 0) {
      throw BryggaException.ofInput(
          "control_character",
          "A text has the character NUL. In a string of JSON it is written \\u0000.",
          "En text har tecknet NUL. I en JSON-sträng skrivs det \\u0000.");
    }
    try {
      ByteBuffer encoded =
          StandardCharsets.UTF_8
              .newEncoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT)
              .encode(CharBuffer.wrap(text));
      byte[] bytes = new byte[encoded.remaining()];
      encoded.get(bytes);
      return bytes;
    } catch (CharacterCodingException problem) {
      throw BryggaException.ofInput(
          "not_utf16",
          "A text is not UTF-16: it has half of a surrogate pair.",
          "En text är inte UTF-16: den har ett halvt surrogatpar.");
    }
  }

  static String text(byte[] utf8) {
    return utf8 == null ? null : new String(utf8, StandardCharsets.UTF_8);
  }
}
