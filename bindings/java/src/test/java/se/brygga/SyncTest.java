package se.brygga;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static se.brygga.Claims.assertBecomesTrue;
import static se.brygga.Claims.assertFails;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import se.brygga.casework.CheckinRecordInput;
import se.brygga.casework.CommandsListInput;
import se.brygga.casework.InboxListInput;
import se.brygga.casework.MeInput;
import se.brygga.casework.Participant;
import se.brygga.casework.ParticipantAddAnswer;
import se.brygga.casework.ParticipantAddInput;
import se.brygga.casework.ParticipantLine;
import se.brygga.casework.ParticipantShowInput;
import se.brygga.casework.ParticipantsListAnswer;
import se.brygga.casework.ParticipantsListInput;
import se.brygga.casework.ProgrammesListInput;
import se.brygga.casework.ReceiptsListInput;
import se.brygga.casework.ReportOutcomesInput;
import se.brygga.casework.StaffListInput;
import se.brygga.casework.StatusInput;
import se.brygga.casework.TodayInput;
import se.brygga.casework.UnitsListInput;
import se.brygga.casework.UnsentExportInput;

@Timeout(120)
class SyncTest {
  private static final String ASA =
      "{\"first_name\": \"Åsa 🚣\", \"last_name\": \"Öberg\", \"district\": \"Hisingen\"}";

  @TempDir static Path officeFolder;
  private static Office office;

  @TempDir Path folder;
  private Store alice;
  private ExecutorService executor;

  @BeforeAll
  static void openTheOffice() throws Exception {
    office = new Office(officeFolder);
  }

  @AfterAll
  static void closeTheOffice() {
    office.close();
  }

  @BeforeEach
  void makeADevice() throws Exception {
    executor = Executors.newSingleThreadExecutor(task -> new Thread(task, "ours"));
    alice = office.device(folder.resolve("alice.db"), Office.ALICE);
  }

  @AfterEach
  void endIt() {
    alice.close();
    executor.shutdownNow();
  }

  private static Map<String, Object> ask(Store store, String name, String json) {
    return Json.object(store.call(name, json));
  }

  private static String add(Store store) {
    return (String) ask(store, "participant.add", ASA).get("participant");
  }

  private static long unsent(Store store) {
    return ((Number) ask(store, "status", null).get("unsent")).longValue();
  }

  // --- enrolling and syncing ---------------------------------------------------------------------

  @Test
  void enrolment_tells_whose_device_it_is_and_refuses_a_wrong_code() throws Exception {
    try (Store store = Brygga.open(folder.resolve("other.db").toString())) {
      Enrolment enrolment = office.enrolment(Office.BOB);
      assertFails(
          ErrorKind.REFUSED,
          "unknown_code",
          () -> store.enrol(enrolment.withCode("AAAA-BBBB-CCCC-DDDD")));
      Enrolled enrolled = store.enrol(enrolment);
      assertEquals("Bob Berg", enrolled.accountName());
      assertEquals("goteborg", enrolled.tenant());
      assertEquals("Göteborg", enrolled.tenantTitle());
      assertEquals(office.url(), enrolled.url());
    }
  }

  @Test
  void what_is_saved_offline_is_kept_and_sent_later() throws Exception {
    office.stop();
    add(alice);
    BryggaException offline =
        assertFails(ErrorKind.OFFLINE, "offline", () -> alice.sync(Budget.unlimited()));
    assertTrue(offline.canRetry());
    assertEquals(1, unsent(alice));
    assertTrue(alice.exportUnsent().contains("Åsa 🚣"));
    office.start();
    SyncEnd end = alice.sync(Budget.unlimited());
    assertTrue(end.finished());
    assertNull(end.stoppedBy());
    assertTrue(end.editsSent() > 0);
    assertEquals(0, unsent(alice));
    assertFalse(alice.exportUnsent().contains("Åsa 🚣"));
  }

  @Test
  void budget_ends_a_sync_and_the_next_goes_on() {
    add(alice);
    SyncEnd end = alice.sync(Budget.unlimited().withBytesMax(1));
    assertFalse(end.finished());
    assertEquals(SyncEnd.StoppedBy.BYTES, end.stoppedBy());
    assertEquals(1, end.rounds());
    end = alice.sync(Budget.unlimited().withMilliseconds(60000).withPageBytes(65536));
    assertTrue(end.finished());
    assertFails(
        ErrorKind.INVALID,
        "out_of_range",
        () -> alice.sync(Budget.unlimited().withBytesMax(-1)));
  }

  @Test
  void progress_is_told_on_the_calling_thread_and_may_end_the_sync() {
    add(alice);
    List<SyncProgress> told = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    SyncEnd end =
        alice.sync(
            Budget.unlimited(),
            progress -> {
              told.add(progress);
              threads.add(Thread.currentThread());
              return false;
            });
    assertEquals(SyncEnd.StoppedBy.PROGRESS, end.stoppedBy());
    assertEquals(Collections.singletonList(Thread.currentThread()), threads);
    assertEquals(1, told.get(0).rounds());
  }

  @Test
  void what_a_progress_listener_throws_ends_the_sync_and_comes_out_of_it() {
    add(alice);
    IllegalStateException mine = new IllegalStateException("mine");
    int sinks = Native.sinkCount();
    IllegalStateException thrown =
        assertThrows(
            IllegalStateException.class,
            () ->
                alice.sync(
                    Budget.unlimited(),
                    progress -> {
                      throw mine;
                    }));
    assertSame(mine, thrown);
    assertEquals(sinks, Native.sinkCount());
    assertTrue(alice.sync(Budget.unlimited()).finished());
  }

  @Test
  void conflict_lies_in_the_inbox_until_somebody_settles_it() throws Exception {
    String asa = add(alice);
    try (Store bob = office.device(folder.resolve("bob.db"), Office.BOB)) {
      String bobsId = (String) ask(bob, "me", null).get("account");
      alice.call(
          "team.add",
          "{\"participant\": \"" + asa + "\", \"staff\": \"" + bobsId + "\", \"role\": \"coach\"}");
      alice.sync(Budget.unlimited());
      bob.sync(Budget.unlimited());
      move(alice, asa, "Angered");
      move(bob, asa, "Lundby");
      alice.sync(Budget.unlimited());
      bob.sync(Budget.unlimited());
      alice.sync(Budget.unlimited());
      List<?> conflicts = (List<?>) ask(alice, "inbox.list", null).get("conflicts");
      assertEquals(1, conflicts.size());
      Map<?, ?> conflict = (Map<?, ?>) conflicts.get(0);
      assertEquals("residence_district", conflict.get("name"));
      alice.call(
          "conflict.settle",
          "{\"entity\": \"participant\", \"id\": \"" + asa + "\", \"name\": \"residence_district\","
              + " \"version\": " + Json.text(conflict.get("version")) + ", \"keep\": 0}");
      assertEquals(0, ((List<?>) ask(alice, "inbox.list", null).get("conflicts")).size());
    }
  }

  private static void move(Store store, String participant, String district) {
    Map<String, Object> shown =
        ask(store, "participant.show", "{\"participant\": \"" + participant + "\"}");
    store.call(
        "participant.update",
        "{\"participant\": \"" + participant + "\", \"version\": "
            + Json.text(shown.get("version")) + ", \"district\": \"" + district + "\"}");
  }

  // --- with types --------------------------------------------------------------------------------

  // Alice has what the other tests have sent, too.
  @Test
  void typed_calls_give_typed_answers() {
    long before = alice.call(new ParticipantsListInput()).total();
    ParticipantAddAnswer added =
        alice.call(
            new ParticipantAddInput()
                .withFirstName("Åsa 🚣")
                .withLastName("Öberg-Typ")
                .withLanguages(Arrays.asList("so", "sv")));
    assertEquals(0, added.warnings().size());
    assertEquals(before + 1, alice.call(new ParticipantsListInput()).total());
    ParticipantsListAnswer list =
        alice.call(new ParticipantsListInput().withSearch("Öberg-Typ").withLimit(5L));
    assertEquals(1, list.total());
    ParticipantLine asa = list.participants().get(0);
    assertEquals(added.participant(), asa.id());
    assertEquals("Åsa 🚣 Öberg-Typ", asa.name());
    assertTrue(asa.unsent());
    assertNull(asa.start());
  }

  @Test
  void typed_watch_gets_typed_answers() throws Exception {
    AtomicLong total = new AtomicLong(-1);
    alice.watch(new ParticipantsListInput(), executor, list -> total.set(list.total()));
    assertBecomesTrue(() -> total.get() >= 0);
    long before = total.get();
    add(alice);
    assertBecomesTrue(() -> total.get() == before + 1);
  }

  @Test
  void every_accessor_reads_what_the_library_gives() throws Exception {
    Instant at = Instant.now().minusSeconds(3600).truncatedTo(ChronoUnit.MILLIS);
    String asa = add(alice);
    alice.call(
        new CheckinRecordInput()
            .withParticipant(asa)
            .withAt(at)
            .withActivity(CheckinRecordInput.Activity.COACHING));
    Participant shown = alice.call(new ParticipantShowInput().withParticipant(asa));
    assertEquals(at, shown.checkins().get(0).at());
    assertTrue(readAll(shown) > 50);
    readAll(alice.call(new ParticipantsListInput()));
    readAll(alice.call(new StatusInput()));
    readAll(alice.call(new MeInput()));
    readAll(alice.call(new TodayInput()));
    readAll(alice.call(new InboxListInput()));
    readAll(alice.call(new ReceiptsListInput()));
    readAll(alice.call(new StaffListInput()));
    readAll(alice.call(new UnitsListInput()));
    readAll(alice.call(new ProgrammesListInput()));
    readAll(alice.call(new CommandsListInput()));
    readAll(alice.call(new UnsentExportInput()));
    readAll(alice.call(new ReportOutcomesInput().withProgramme("kompetenscenter")));
  }

  /** Calls every accessor of an answer and of what is in it; how many. */
  private static int readAll(Object value) throws ReflectiveOperationException {
    int count = 0;
    if (value instanceof List) {
      for (Object one : (List<?>) value) count += readAll(one);
    } else if (value instanceof Map) {
      for (Object one : ((Map<?, ?>) value).values()) count += readAll(one);
    } else if (value instanceof Fields) {
      for (Method method : value.getClass().getDeclaredMethods()) {
        if (!Modifier.isPublic(method.getModifiers()) || method.getParameterCount() > 0) continue;
        count += 1 + readAll(method.invoke(value));
      }
    }
    return count;
  }

  // --- in the background -------------------------------------------------------------------------

  @Test
  void background_sends_a_save_by_itself_and_reports_on_the_executor() throws Exception {
    List<String> threads = Collections.synchronizedList(new ArrayList<>());
    AtomicReference<SyncReport> last = new AtomicReference<>();
    AtomicLong edits = new AtomicLong();
    alice.startSync(
        executor,
        report -> {
          threads.add(Thread.currentThread().getName());
          edits.addAndGet(report.editsSent());
          last.set(report);
        });
    assertFails(ErrorKind.BUSY, "sync_under_way", () -> alice.sync(Budget.unlimited()));
    add(alice);
    assertBecomesTrue(() -> unsent(alice) == 0);
    assertBecomesTrue(() -> edits.get() > 0);
    assertNotEquals(SyncReport.Phase.UNRECOGNIZED, last.get().phase());
    assertNull(last.get().error());
    alice.stopSync();
    int told = threads.size();
    assertTrue(told > 0);
    assertTrue(threads.stream().allMatch("ours"::equals));
    assertTrue(alice.sync(Budget.unlimited()).finished());
    alice.stopSync();
    assertEquals(told, threads.size());
  }

  @Test
  void starting_again_gives_the_reports_to_the_new_listener() throws Exception {
    AtomicInteger first = new AtomicInteger();
    AtomicInteger second = new AtomicInteger();
    alice.startSync(executor, report -> first.incrementAndGet());
    assertBecomesTrue(() -> first.get() > 0);
    alice.startSync(executor, report -> second.incrementAndGet());
    int firstThen = first.get();
    add(alice);
    assertBecomesTrue(() -> unsent(alice) == 0 && second.get() > 0);
    assertEquals(firstThen, first.get());
  }

  @Test
  void background_tells_why_it_backs_off() throws Exception {
    AtomicReference<SyncReport> failed = new AtomicReference<>();
    office.stop();
    add(alice);
    alice.startSync(
        executor,
        report -> {
          if (report.error() != null) failed.set(report);
        });
    assertBecomesTrue(() -> failed.get() != null);
    assertEquals(SyncReport.Phase.BACKING_OFF, failed.get().phase());
    assertEquals(ErrorKind.OFFLINE, failed.get().error().kind());
    assertTrue(failed.get().failures() > 0);
    office.start();
    alice.startSync(executor, report -> {});
    assertBecomesTrue(() -> unsent(alice) == 0);
  }

  @Test
  void background_waits_while_the_host_says_offline() throws Exception {
    Hints hints = alice.hint(false, true, null);
    assertFalse(hints.online());
    assertTrue(hints.metered());
    assertTrue(hints.charging());
    AtomicInteger reports = new AtomicInteger();
    alice.startSync(executor, report -> reports.incrementAndGet());
    add(alice);
    Thread.sleep(300);
    assertEquals(1, unsent(alice));
    assertEquals(0, reports.get());
    alice.hint(true, false, true);
    assertBecomesTrue(() -> unsent(alice) == 0);
  }

  @Test
  void sync_of_another_thread_ends_when_it_is_stopped() throws Exception {
    add(alice);
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    Future<SyncEnd> sync =
        executor.submit(
            () ->
                alice.sync(
                    Budget.unlimited(),
                    progress -> {
                      begun.countDown();
                      try {
                        stopped.await(200, TimeUnit.MILLISECONDS);
                      } catch (InterruptedException asked) {
                        return false;
                      }
                      return true;
                    }));
    assertTrue(begun.await(20, TimeUnit.SECONDS));
    alice.stopSync();
    stopped.countDown();
    SyncEnd end = sync.get(20, TimeUnit.SECONDS);
    assertEquals(SyncEnd.StoppedBy.STOP, end.stoppedBy());
  }

  @Test
  void background_may_be_started_and_stopped_by_many_threads() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Future<?>> ends = new ArrayList<>();
    for (int thread = 0; thread < 4; thread++) {
      ends.add(
          threads.submit(
              () -> {
                for (int i = 0; i < 10; i++) startUnlessItIsBeingStopped();
              }));
    }
    for (Future<?> end : ends) end.get(60, TimeUnit.SECONDS);
    threads.shutdown();
    alice.stopSync();
    assertTrue(alice.sync(Budget.unlimited()).finished());
  }

  private void startUnlessItIsBeingStopped() {
    try {
      alice.startSync(executor, report -> {});
    } catch (BryggaException problem) {
      assertEquals(ErrorKind.BUSY, problem.kind());
    }
    alice.stopSync();
  }

  // --- listeners ---------------------------------------------------------------------------------

  @Test
  void observers_hear_of_changes_on_their_executor_until_they_end() throws Exception {
    List<Change> changes = Collections.synchronizedList(new ArrayList<>());
    List<String> threads = Collections.synchronizedList(new ArrayList<>());
    Registration observer =
        alice.observe(
            executor,
            change -> {
              threads.add(Thread.currentThread().getName());
              changes.add(change);
            });
    add(alice);
    assertBecomesTrue(() -> changes.size() == 1);
    assertTrue(changes.get(0).entities().contains("participant"));
    assertFalse(changes.get(0).received());
    assertEquals(Collections.singletonList("ours"), threads);
    observer.close();
    observer.close();
    add(alice);
    executor.submit(() -> {}).get();
    assertEquals(1, changes.size());
  }

  @Test
  void watched_query_is_answered_at_first_and_when_its_answer_has_changed() throws Exception {
    List<String> answers = Collections.synchronizedList(new ArrayList<>());
    Registration watch =
        alice.watch("participants.list", "{\"limit\": 5}", executor, answers::add);
    assertBecomesTrue(() -> answers.size() == 1);
    add(alice);
    assertBecomesTrue(() -> answers.size() == 2);
    assertTrue(answers.get(1).contains("Åsa 🚣"));
    watch.close();
    add(alice);
    executor.submit(() -> {}).get();
    assertEquals(2, answers.size());
  }

  @Test
  void watch_of_what_is_no_query_is_refused_and_a_wrong_input_is_told() throws Exception {
    assertFails(
        ErrorKind.NOT_FOUND, "unknown_name", () -> alice.watch("x", null, executor, a -> {}));
    assertThrows(
        BryggaException.class, () -> alice.watch("participant.add", null, executor, a -> {}));
    AtomicReference<BryggaException> told = new AtomicReference<>();
    alice.watch(
        "participants.list",
        "{\"serach\": 1}",
        executor,
        new AnswerListener<String>() {
          @Override
          public void onAnswer(String answer) {}

          @Override
          public void onFailure(BryggaException problem) {
            told.set(problem);
          }
        });
    assertBecomesTrue(() -> told.get() != null);
    assertEquals("unknown_field", told.get().code());
  }

  @Test
  void listener_on_its_callers_thread_may_call_the_store_but_not_close_it() throws Exception {
    AtomicReference<BryggaException> close = new AtomicReference<>();
    AtomicReference<BryggaException> stop = new AtomicReference<>();
    AtomicReference<String> answer = new AtomicReference<>();
    alice.observe(
        Runnable::run,
        change -> {
          answer.set(alice.call("status", null));
          close.set(assertThrows(BryggaException.class, alice::close));
          stop.set(assertThrows(BryggaException.class, alice::stopSync));
        });
    add(alice);
    assertNotNull(answer.get());
    assertEquals(ErrorKind.BUSY, close.get().kind());
    assertEquals(ErrorKind.BUSY, stop.get().kind());
    assertEquals(1, unsent(alice));
  }

  @Test
  void watch_on_the_librarys_thread_may_end_itself() throws Exception {
    AtomicReference<Registration> watch = new AtomicReference<>();
    AtomicInteger answers = new AtomicInteger();
    CountDownLatch known = new CountDownLatch(1);
    watch.set(
        alice.watch(
            "participants.list",
            null,
            Runnable::run,
            answer -> {
              try {
                known.await();
              } catch (InterruptedException asked) {
                return;
              }
              watch.get().close();
              answers.incrementAndGet();
            }));
    known.countDown();
    assertBecomesTrue(() -> answers.get() == 1);
    add(alice);
    try (Registration other = alice.watch("participants.list", null, Runnable::run, a -> {})) {
      assertNotNull(other);
    }
    assertEquals(1, answers.get());
  }

  @Test
  void listener_on_another_thread_may_close_the_store() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    alice.startSync(executor, report -> {});
    alice.observe(
        executor,
        change -> {
          alice.close();
          closed.countDown();
        });
    alice.call("participant.add", ASA);
    assertTrue(closed.await(20, TimeUnit.SECONDS));
    assertFails(ErrorKind.INVALID, "no_device", () -> alice.call("status", null));
  }

  @Test
  void executor_that_refuses_costs_only_what_it_refused() throws Exception {
    AtomicInteger heard = new AtomicInteger();
    AtomicInteger refused = new AtomicInteger();
    alice.observe(
        task -> {
          refused.incrementAndGet();
          throw new RejectedExecutionException("shut down");
        },
        change -> heard.incrementAndGet());
    alice.startSync(
        task -> {
          refused.incrementAndGet();
          throw new RejectedExecutionException("shut down");
        },
        report -> heard.incrementAndGet());
    add(alice);
    assertBecomesTrue(() -> unsent(alice) == 0 && refused.get() > 1);
    assertEquals(0, heard.get());
    alice.close();
  }

  @Test
  void listener_that_throws_harms_nobody_else() throws Exception {
    AtomicInteger told = new AtomicInteger();
    AnswerListener<String> failing =
        answer -> {
          told.incrementAndGet();
          throw new StackOverflowError("mine");
        };
    alice.observe(
        Runnable::run,
        change -> {
          told.incrementAndGet();
          throw new IllegalStateException("mine");
        });
    alice.watch("participants.list", null, Runnable::run, failing);
    alice.startSync(
        Runnable::run,
        report -> {
          told.incrementAndGet();
          throw new IllegalStateException("mine");
        });
    assertBecomesTrue(() -> told.get() >= 2);
    add(alice);
    assertBecomesTrue(() -> unsent(alice) == 0 && told.get() >= 5);
  }

  @Test
  void threads_of_the_library_are_javas_only_while_they_tell() throws Exception {
    AtomicReference<Thread> teller = new AtomicReference<>();
    Registration watch =
        alice.watch(
            "participants.list", null, Runnable::run, a -> teller.set(Thread.currentThread()));
    assertBecomesTrue(() -> teller.get() != null);
    assertTrue(teller.get().isDaemon());
    assertBecomesTrue(() -> !teller.get().isAlive());
    watch.close();
  }

  @Test
  void closing_ends_everything_at_once() throws Exception {
    AtomicInteger reports = new AtomicInteger();
    alice.startSync(executor, report -> reports.incrementAndGet());
    alice.watch("participants.list", null, executor, answer -> {});
    assertBecomesTrue(() -> reports.get() > 0);
    long start = System.nanoTime();
    alice.close();
    assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(5));
    alice.close();
  }
}
