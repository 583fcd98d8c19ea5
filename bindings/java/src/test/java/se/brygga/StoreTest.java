package se.brygga;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static se.brygga.Claims.assertBecomesTrue;
import static se.brygga.Claims.assertFails;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class StoreTest {
  @TempDir Path folder;
  private String path;

  @BeforeEach
  void nameTheFile() {
    path = folder.resolve("device.db").toString();
  }

  // --- opening and closing -----------------------------------------------------------------------

  @Test
  void new_store_is_made_and_belongs_to_nobody() {
    try (Store store = Brygga.open(path)) {
      assertEquals(path, store.path());
      assertEquals(false, Json.object(store.call("status", null)).get("enrolled"));
      assertTrue(Files.exists(folder.resolve("device.db")));
    }
  }

  @Test
  void path_may_have_any_letters() {
    String odd = folder.resolve("Åsas förråd 日本 🚣.db").toString();
    Brygga.open(odd).close();
    assertTrue(Files.exists(folder.resolve("Åsas förråd 日本 🚣.db")));
  }

  @Test
  void what_is_no_store_is_refused_and_left_as_it_was() throws IOException {
    byte[] letter = "Dear Office, this is no store. ".getBytes(StandardCharsets.UTF_8);
    Files.write(folder.resolve("device.db"), letter);
    assertEquals(ErrorKind.CORRUPT, assertThrowsKind(() -> Brygga.open(path)));
    assertEquals(
        new String(letter, StandardCharsets.UTF_8),
        new String(Files.readAllBytes(folder.resolve("device.db")), StandardCharsets.UTF_8));
  }

  @Test
  void folder_that_is_missing_is_an_error_of_storage() {
    String nowhere = folder.resolve("nowhere/device.db").toString();
    assertEquals(ErrorKind.STORAGE, assertThrowsKind(() -> Brygga.open(nowhere)));
  }

  @Test
  void path_that_is_missing_or_empty_or_not_utf16_is_refused() {
    assertFails(ErrorKind.INVALID, "null", () -> Brygga.open(null));
    assertFails(ErrorKind.INVALID, "path", () -> Brygga.open(""));
    assertFails(ErrorKind.INVALID, "not_utf16", () -> Brygga.open(path + "\ud83d"));
    assertFails(ErrorKind.INVALID, "control_character", () -> Brygga.open(path + "\0.db"));
  }

  @Test
  void options_may_be_missing() {
    Brygga.open(path, null).close();
  }

  @Test
  void closing_twice_is_harmless_and_use_after_it_is_an_error() {
    Store store = Brygga.open(path);
    store.close();
    store.close();
    assertFails(ErrorKind.INVALID, "no_device", () -> store.call("status", null));
    assertFails(ErrorKind.INVALID, "no_device", () -> store.exportUnsent());
    assertFails(ErrorKind.INVALID, "no_device", () -> store.sync(Budget.unlimited()));
    assertFails(ErrorKind.INVALID, "no_device", () -> store.enrol(new Enrolment()));
    assertFails(ErrorKind.INVALID, "no_device", () -> store.startSync(Runnable::run, r -> {}));
    assertFails(ErrorKind.INVALID, "no_device", () -> store.stopSync());
    assertFails(ErrorKind.INVALID, "no_device", () -> store.hint(true, null, null));
    assertFails(ErrorKind.INVALID, "no_device", () -> store.observe(Runnable::run, c -> {}));
    assertFails(
        ErrorKind.INVALID, "no_device", () -> store.watch("status", null, Runnable::run, a -> {}));
  }

  @Test
  void handle_that_never_was_one_is_an_error() {
    int[] status = new int[1];
    for (long handle : new long[] {0, 1, -1, Long.MAX_VALUE, 0x420002}) {
      Native.call(this, handle, Native.utf8("status"), null, status);
      assertEquals(ErrorKind.INVALID, ErrorKind.ofStatus(status[0]));
      assertNotEquals(0, Native.syncStop(this, handle));
      assertNotEquals(0, Native.unobserve(this, handle, 1));
    }
  }

  @Test
  void store_may_be_closed_while_other_threads_call() throws Exception {
    for (int round = 0; round < 20; round++) {
      Store store = Brygga.open(path);
      ExecutorService others = Executors.newFixedThreadPool(4);
      AtomicInteger answers = new AtomicInteger();
      List<Future<?>> ends = new ArrayList<>();
      for (int i = 0; i < 4; i++) ends.add(others.submit(() -> callUntilClosed(store, answers)));
      assertBecomesTrue(() -> answers.get() > 20);
      ends.add(others.submit(store::close));
      store.close();
      for (Future<?> end : ends) end.get();
      others.shutdown();
    }
  }

  private static void callUntilClosed(Store store, AtomicInteger answers) {
    try {
      while (true) {
        store.call("status", null);
        answers.incrementAndGet();
      }
    } catch (BryggaException problem) {
      assertEquals("no_device", problem.code());
    }
  }

  @Test
  void many_threads_may_call_at_once() throws InterruptedException, ExecutionException {
    try (Store store = Brygga.open(path)) {
      ExecutorService threads = Executors.newFixedThreadPool(8);
      List<Future<?>> ends = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        ends.add(
            threads.submit(
                () -> {
                  for (int call = 0; call < 50; call++) {
                    store.call("commands.list", "{}");
                    assertThrows(BryggaException.class, () -> store.call("nothing", "{}"));
                  }
                }));
      }
      for (Future<?> end : ends) end.get();
      threads.shutdown();
    }
  }

  // --- garbage -----------------------------------------------------------------------------------

  @Test
  void forgotten_store_is_closed_when_it_is_collected() throws InterruptedException {
    long handle = openAndForget(path);
    assertBecomesTrue(() -> isClosed(handle));
  }

  private static long openAndForget(String path) {
    return Brygga.open(path).handle();
  }

  private boolean isClosed(long handle) {
    System.gc();
    int[] status = new int[1];
    Native.call(this, handle, Native.utf8("status"), null, status);
    return status[0] != 0;
  }

  @Test
  void store_that_somebody_watches_is_no_garbage() throws InterruptedException {
    AtomicInteger answers = new AtomicInteger();
    long handle = watchAndForget(path, answers);
    assertBecomesTrue(() -> answers.get() == 1);
    for (int i = 0; i < 5; i++) {
      assertFalse(isClosed(handle));
      Thread.sleep(20);
    }
    Native.close(handle);
  }

  private static long watchAndForget(String path, AtomicInteger answers) {
    Store store = Brygga.open(path);
    store.watch("status", null, Runnable::run, answer -> answers.incrementAndGet());
    return store.handle();
  }

  @Test
  void nothing_is_kept_of_a_store_that_is_closed() {
    int before = Native.sinkCount();
    for (int i = 0; i < 10; i++) {
      try (Store store = Brygga.open(path)) {
        store.observe(Runnable::run, change -> {});
        store.watch("status", null, Runnable::run, answer -> {});
        store.observe(Runnable::run, change -> {}).close();
      }
    }
    // Others may have been collected meanwhile.
    assertTrue(Native.sinkCount() <= before);
  }

  @Test
  void nothing_is_told_after_the_store_was_closed() throws InterruptedException {
    BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    AtomicInteger answers = new AtomicInteger();
    try (Store store = Brygga.open(path)) {
      store.watch("status", null, tasks::add, answer -> answers.incrementAndGet());
      assertBecomesTrue(() -> !tasks.isEmpty());
    }
    tasks.take().run();
    assertEquals(0, answers.get());
  }

  // --- texts -------------------------------------------------------------------------------------

  @Test
  void errors_tell_what_and_where_in_two_languages() {
    try (Store store = Brygga.open(path)) {
      BryggaException problem =
          assertFails(
              ErrorKind.INVALID,
              "unknown_field",
              () -> store.call("participants.list", "{\"serach\": \"Åsa\"}"));
      assertEquals("serach", problem.field());
      assertFalse(problem.sentence().isEmpty());
      assertNotEquals(problem.sentence(), problem.sentenceSv());
      assertFalse(problem.canRetry());
      assertTrue(problem.problems().isEmpty());
      assertTrue(problem.getMessage().contains("unknown_field"));
      assertTrue(problem.toJson().startsWith("{\"error\":{"));
    }
  }

  @Test
  void each_status_has_its_kind() {
    assertEquals(ErrorKind.INVALID, ErrorKind.ofStatus(1));
    assertEquals(ErrorKind.OFFLINE, ErrorKind.ofStatus(9));
    assertEquals(ErrorKind.INTERNAL, ErrorKind.ofStatus(12));
    assertEquals(ErrorKind.INTERNAL, ErrorKind.ofStatus(99));
    assertEquals(ErrorKind.STORAGE_FULL, ErrorKind.ofText("storage_full"));
    assertEquals(ErrorKind.INTERNAL, ErrorKind.ofText("of tomorrow"));
  }

  @Test
  void names_and_input_that_are_no_texts_are_refused() {
    try (Store store = Brygga.open(path)) {
      assertFails(ErrorKind.INVALID, "null", () -> store.call(null, "{}"));
      assertFails(ErrorKind.INVALID, "not_utf16", () -> store.call("sta\udc00tus", "{}"));
      assertFails(ErrorKind.INVALID, "not_utf16", () -> store.call("status", "{\"\ud800\": 1}"));
      assertFails(ErrorKind.INVALID, "control_character", () -> store.call("status", "{}\0"));
      // As JSON writes them.
      for (String escaped : Arrays.asList("\\ud800", "\\udc00x", "\\ud800\\ud800")) {
        assertFails(
            ErrorKind.INVALID,
            "json_syntax",
            () -> store.call("participants.list", "{\"search\": \"" + escaped + "\"}"));
      }
    }
  }

  @Test
  void json_that_is_none_is_refused() {
    try (Store store = Brygga.open(path)) {
      for (String json : Arrays.asList("{", "{]", "nul", "{\"a\":1,}", "{} {}")) {
        assertFails(ErrorKind.INVALID, "json_syntax", () -> store.call("status", json));
      }
      for (String json : Arrays.asList("[]", "1", "\"\"", "null")) {
        assertThrows(BryggaException.class, () -> store.call("participants.list", json));
      }
    }
  }

  @Test
  void huge_json_is_refused_or_read_but_never_fatal() {
    try (Store store = Brygga.open(path)) {
      assertEquals(
          ErrorKind.TOO_LARGE,
          assertThrowsKind(() -> store.call("status", repeated(' ', 65 << 20) + "{}")));
      assertEquals(
          ErrorKind.INVALID,
          assertThrowsKind(
              () ->
                  store.call(
                      "participants.list", "{\"search\": \"" + repeated('å', 8 << 20) + "\"}")));
      assertThrows(
          BryggaException.class, () -> store.call("status", repeated('[', 8 << 20)));
      assertTrue(store.call("status", repeated(' ', 1 << 12) + "{}").startsWith("{"));
    }
  }

  private static String repeated(char what, int count) {
    char[] text = new char[count];
    Arrays.fill(text, what);
    return new String(text);
  }

  @Test
  void library_tells_its_versions_names_and_schema() {
    assertEquals(1, Brygga.versions().abi());
    assertFalse(Brygga.versions().version().isEmpty());
    assertTrue(Brygga.names().contains("participant.add"));
    assertTrue(Json.object(Brygga.schema()).containsKey("$defs"));
  }

  private static ErrorKind assertThrowsKind(org.junit.jupiter.api.function.Executable call) {
    return assertThrows(BryggaException.class, call).kind();
  }
}
