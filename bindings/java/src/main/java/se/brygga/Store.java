package se.brygga;

import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * One store file, and what works on it.
 *
 * <p>Everything that a person does works without a network and is on disk when the call returns.
 * Any thread may call, and many at once. {@link #enrol} and {@link #sync} wait for the network, all
 * others for the disk; none belongs on a thread that draws.
 *
 * <p>Listeners run on the executors that came with them, each listener one call at a time and in
 * order. What a listener throws goes to its executor, as with any other task there. An executor
 * that refuses (a RejectedExecutionException) costs what should have been told; it is logged, to the
 * Logger "se.brygga", and the next thing is tried again. One that drops a task in silence ends its
 * listener: for all that is known, it will still run.
 *
 * <p>After {@link #close} every method throws a BryggaException ("no_device"). A store that nobody
 * holds any more, without a background or a listener at work, is closed when it is collected.
 */
public final class Store implements AutoCloseable {
  private static final int OK = 0;
  private static final int INVALID = ErrorKind.INVALID.ordinal() + 1;
  private static final int BUSY = ErrorKind.BUSY.ordinal() + 1;
  private static final int INTERNAL = ErrorKind.INTERNAL.ordinal() + 1;

  private final String path;
  private final long handle;
  private final Sinks sinks;

  // The background's reports go to one sink for the store's whole life, since the library keeps the
  // first that it was given while the background runs; who is told of them changes.
  private final Object backgroundLock = new Object();
  private final long reportSink;
  private Deliveries<SyncReport> reports;
  private long startsSeen;

  private Store(String path, long handle) {
    this.path = path;
    this.handle = handle;
    this.sinks = new Sinks();
    this.reportSink = sinks.reserve();
  }

  static Store open(String path, OpenOptions options) {
    long[] handle = new long[1];
    int[] status = new int[1];
    byte[] optionsText = options == null ? null : Native.utf8(options.toJson());
    answered(Native.open(Native.utf8(path), optionsText, handle, status), status);
    Store store = new Store(path, handle[0]);
    Forgotten.watch(store);
    return store;
  }

  /** The number by which the library knows this store. */
  long handle() {
    return handle;
  }

  public String path() {
    return path;
  }

  /**
   * Ends syncs under way, stops the background, waits for calls of other threads, ends all
   * registrations, and closes. Nothing saved is lost. Closing what is closed does nothing. No call
   * of a listener begins after this.
   *
   * @throws BryggaException BUSY: from inside a listener whose executor runs it on the thread that
   *     calls it; the store stays open
   */
  @Override
  public void close() {
    int status = Native.close(handle);
    // Nobody's callback runs any more after OK. INVALID: another call closes it, or has.
    if (status == INVALID) return;
    if (status != OK) throw failure(status);
    sinks.end();
    synchronized (backgroundLock) {
      if (reports != null) reports.end();
      reports = null;
    }
  }

  // --- calls -------------------------------------------------------------------------------------

  /**
   * Runs a command or query by its name on a JSON object; what each takes and gives is in
   * docs/CASEWORK.md.
   *
   * @param json null for {}
   */
  public String call(String name, String json) {
    int[] status = new int[1];
    return answered(
        Native.call(this, handle, Native.utf8(name), Native.utf8(json), status), status);
  }

  /** Runs a command or query with its own types: {@code se.brygga.casework}. */
  public <A> A call(Call<A> input) {
    return input.answerOf(Json.value(call(input.callName(), input.toJson())));
  }

  /** All that was saved here and that the office has not taken, with its content. */
  public String exportUnsent() {
    int[] status = new int[1];
    return answered(Native.exportUnsent(this, handle, status), status);
  }

  // --- syncing -----------------------------------------------------------------------------------

  /**
   * Makes the store a device of the person to whom the one-time code belongs. Waits for the
   * network.
   *
   * @throws BryggaException OFFLINE: nobody answered, the code is not used up; REFUSED: see the
   *     sentence
   */
  public Enrolled enrol(Enrolment enrolment) {
    int[] status = new int[1];
    byte[] json = Native.utf8(enrolment.toJson());
    return new Enrolled(
        Json.object(answered(Native.enrol(this, handle, json, status), status)));
  }

  /** As {@link #sync(Budget, ProgressListener)} without a listener. */
  public SyncEnd sync(Budget budget) {
    return syncInto(budget, 0);
  }

  /**
   * Exchanges with the office until both sides have all that the other has, or the budget is spent.
   * Waits for the network; {@link #stopSync} of another thread ends it early.
   *
   * @param listener called on this thread after each exchange
   * @throws BryggaException OFFLINE: all work is kept, try again later; BUSY: a sync, or the
   *     background, is at work already
   */
  public SyncEnd sync(Budget budget, ProgressListener listener) {
    Objects.requireNonNull(listener, "listener");
    Throwable[] thrown = new Throwable[1];
    long sink =
        sinks.add(
            (status, json) -> {
              try {
                return listener.onProgress(new SyncProgress(Json.object(Native.text(json))));
              } catch (Throwable problem) {
                thrown[0] = problem;
                return false;
              }
            },
            () -> {});
    try {
      SyncEnd end = syncInto(budget, sink);
      if (thrown[0] instanceof RuntimeException) throw (RuntimeException) thrown[0];
      if (thrown[0] instanceof Error) throw (Error) thrown[0];
      return end;
    } finally {
      sinks.remove(sink);
    }
  }

  private SyncEnd syncInto(Budget budget, long sink) {
    int[] status = new int[1];
    byte[] options = Native.utf8(budget.toJson());
    return new SyncEnd(
        Json.object(answered(Native.sync(this, handle, options, sink, status), status)));
  }

  /**
   * Keeps the device in step with the office on a thread of its own: sends each save at once, hears
   * of others' changes, and backs off while the office cannot be reached. When the background runs
   * already this wakes it, and the listener takes the place of the one before.
   *
   * @throws BryggaException BUSY: a sync is at work
   */
  public void startSync(Executor executor, SyncListener listener) {
    Objects.requireNonNull(executor, "executor");
    Objects.requireNonNull(listener, "listener");
    Deliveries<SyncReport> mine =
        new Deliveries<>(executor, SyncReport::and, listener::onReport);
    Deliveries<SyncReport> before = tellReportsTo(mine);
    int[] status = new int[1];
    byte[] out = Native.syncStart(this, handle, null, reportSink, status);
    if (status[0] != OK) tellReportsTo(before);
    answered(out, status);
    // Once more: a stopSync() of another thread may have begun before this and ended after it.
    synchronized (backgroundLock) {
      startsSeen++;
      if (reports == mine) sinks.set(reportSink, this::takeReport);
    }
    if (before != null) before.end();
  }

  private Deliveries<SyncReport> tellReportsTo(Deliveries<SyncReport> listener) {
    synchronized (backgroundLock) {
      Deliveries<SyncReport> before = reports;
      reports = listener;
      startsSeen++;
      if (listener == null) {
        sinks.silence(reportSink);
      } else {
        sinks.set(reportSink, this::takeReport);
      }
      return before;
    }
  }

  private boolean takeReport(int status, byte[] json) {
    Deliveries<SyncReport> listener;
    synchronized (backgroundLock) {
      listener = reports;
    }
    if (listener != null) listener.put(new SyncReport(Json.object(Native.text(json))));
    return true;
  }

  /**
   * Stops the background and waits for its thread; ends a {@link #sync} of another thread early.
   * Without either it does nothing. No call of the SyncListener begins after this.
   *
   * @throws BryggaException BUSY: from inside a listener whose executor runs it on the thread that
   *     calls it
   */
  public void stopSync() {
    long starts;
    synchronized (backgroundLock) {
      starts = startsSeen;
    }
    int status = Native.syncStop(this, handle);
    if (status != OK) {
      throw failure(status);
    }
    synchronized (backgroundLock) {
      if (startsSeen != starts) return; // started anew meanwhile
      if (reports != null) reports.end();
      reports = null;
      sinks.silence(reportSink);
    }
  }

  /**
   * Tells what the host knows of network and power; null leaves one as it was. Without any, all is
   * well. Offline: the background waits until told otherwise. Metered: it does not listen, but asks
   * every five minutes. Not charging: it tries less often while the office cannot be reached. A
   * {@link #sync} is tried in all.
   */
  public Hints hint(Boolean online, Boolean metered, Boolean charging) {
    Map<String, Object> hints = new LinkedHashMap<>();
    if (online != null) hints.put("online", online);
    if (metered != null) hints.put("metered", metered);
    if (charging != null) hints.put("charging", charging);
    int[] status = new int[1];
    byte[] json = Native.utf8(Json.text(hints));
    return new Hints(Json.object(answered(Native.hint(this, handle, json, status), status)));
  }

  // --- observing ---------------------------------------------------------------------------------

  /** Tells of every change; of several as one, where they came while the listener was busy. */
  public Registration observe(Executor executor, ChangeListener listener) {
    Objects.requireNonNull(executor, "executor");
    Objects.requireNonNull(listener, "listener");
    Deliveries<Change> changes = new Deliveries<>(executor, Change::and, listener::onChange);
    long[] id = new long[1];
    long sink =
        sinks.add(
            holding(json -> changes.put(new Change(Json.object(Native.text(json))))), changes::end);
    int status = Native.observe(this, handle, sink, id);
    if (status != OK) {
      sinks.remove(sink);
      throw failure(status);
    }
    return new Ending(id[0], sink, changes);
  }

  /**
   * Answers a query now, and again whenever a change has made its answer another one: what a screen
   * shows. What is wrong with the input comes to {@link AnswerListener#onFailure}.
   *
   * @param json null for {}
   * @throws BryggaException NOT_FOUND: no query has this name; INVALID: it is a command
   */
  public Registration watch(
      String name, String json, Executor executor, AnswerListener<String> listener) {
    return watch(name, json, executor, listener, answer -> answer);
  }

  /** The same with types: {@code se.brygga.casework}. */
  public <A> Registration watch(Query<A> query, Executor executor, AnswerListener<A> listener) {
    return watch(
        query.callName(),
        query.toJson(),
        executor,
        listener,
        answer -> query.answerOf(Json.value(answer)));
  }

  private interface Reading<A> {
    A read(String answer);
  }

  private static final class Answered {
    private final int status;
    private final String json;

    Answered(int status, String json) {
      this.status = status;
      this.json = json;
    }
  }

  private <A> Registration watch(
      String name,
      String json,
      Executor executor,
      AnswerListener<A> listener,
      Reading<A> reading) {
    Objects.requireNonNull(executor, "executor");
    Objects.requireNonNull(listener, "listener");
    Deliveries<Answered> answers =
        new Deliveries<>(
            executor, (waiting, newer) -> newer, answer -> tell(listener, reading, answer));
    byte[] nameText = Native.utf8(name);
    byte[] jsonText = Native.utf8(json);
    long[] id = new long[1];
    int[] status = new int[1];
    long sink =
        sinks.add(
            (code, text) -> {
              answers.put(new Answered(code, Native.text(text)));
              return handle != 0; // holds this store, as below
            },
            answers::end);
    boolean isWatched = false;
    try {
      answered(Native.watch(this, handle, nameText, jsonText, sink, id, status), status);
      isWatched = true;
    } finally {
      if (!isWatched) sinks.remove(sink);
    }
    return new Ending(id[0], sink, answers);
  }

  private static <A> void tell(AnswerListener<A> listener, Reading<A> reading, Answered answer) {
    A read;
    try {
      if (answer.status != OK) throw BryggaException.ofStatus(answer.status, answer.json);
      read = reading.read(answer.json);
    } catch (BryggaException problem) {
      listener.onFailure(problem);
      return;
    }
    listener.onAnswer(read);
  }

  private interface Taking {
    void take(byte[] json);
  }

  /** A sink that keeps this store from being garbage: as long as it is there, somebody listens. */
  private Native.Sink holding(Taking taking) {
    return (status, json) -> {
      taking.take(json);
      return handle != 0;
    };
  }

  private final class Ending implements Registration {
    private final long id;
    private final long sink;
    private final Deliveries<?> deliveries;

    Ending(long id, long sink, Deliveries<?> deliveries) {
      this.id = id;
      this.sink = sink;
      this.deliveries = deliveries;
    }

    @Override
    public void close() {
      deliveries.end();
      // The library may not know the id any more, nor the device: then it is ended already.
      Native.unobserve(Store.this, handle, id);
      sinks.remove(sink);
    }
  }

  // --- answers -----------------------------------------------------------------------------------

  /** The text of an answer. */
  static String answered(byte[] out, int[] status) {
    String text = Native.text(out);
    if (status[0] == OK && text != null) return text;
    // Done, but there was no memory for the answer.
    throw BryggaException.ofStatus(status[0] == OK ? INTERNAL : status[0], text);
  }

  /** For functions that give a status and no text. */
  private static BryggaException failure(int status) {
    if (status == BUSY) {
      return BryggaException.ofHere(
          ErrorKind.BUSY,
          "inside_callback",
          "This cannot be done from a listener that runs on the thread that calls it.",
          "Det går inte från en lyssnare som körs på den tråd som anropar den.",
          true);
    }
    return BryggaException.ofHere(
        ErrorKind.ofStatus(status),
        "no_device",
        "This is no open store; it may have been closed.",
        "Det är inget öppet förråd; det kan ha stängts.",
        false);
  }

  // --- what a store leaves behind ----------------------------------------------------------------

  /** The store's sinks, without the store: each with what ends its deliveries. */
  private static final class Sinks {
    private final Map<Long, Runnable> ends = new ConcurrentHashMap<>();

    /** One that takes nothing yet. */
    long reserve() {
      return add((status, json) -> true, () -> {});
    }

    long add(Native.Sink sink, Runnable end) {
      long number = Native.addSink(sink);
      ends.put(number, end);
      return number;
    }

    void set(long number, Native.Sink sink) {
      if (ends.containsKey(number)) Native.setSink(number, sink);
    }

    void silence(long number) {
      set(number, (status, json) -> true);
    }

    void remove(long number) {
      ends.remove(number);
      Native.removeSink(number);
    }

    void end() {
      for (Map.Entry<Long, Runnable> sink : ends.entrySet()) {
        Native.removeSink(sink.getKey());
        sink.getValue().run();
      }
      ends.clear();
    }
  }

  /**
   * Closes stores that were forgotten, once they are collected. A store cannot be collected while a
   * call, a registration or the background is at work on it, so nothing is cut off.
   */
  private static final class Forgotten extends PhantomReference<Store> {
    private static final ReferenceQueue<Store> QUEUE = new ReferenceQueue<>();
    private static final Set<Forgotten> ALL =
        Collections.newSetFromMap(new ConcurrentHashMap<Forgotten, Boolean>());
    private static boolean isRunning;

    private final long handle;
    private final Sinks sinks;
    private final String path;

    private Forgotten(Store store) {
      super(store, QUEUE);
      handle = store.handle;
      sinks = store.sinks;
      path = store.path;
    }

    static void watch(Store store) {
      ALL.add(new Forgotten(store));
      synchronized (Forgotten.class) {
        if (isRunning) return;
        Thread thread = new Thread(Forgotten::closeThem, "brygga-forgotten-stores");
        thread.setDaemon(true);
        thread.start();
        isRunning = true;
      }
    }

    private static void closeThem() {
      while (true) {
        try {
          Forgotten store = (Forgotten) QUEUE.remove();
          ALL.remove(store);
          store.closeIt();
        } catch (InterruptedException asked) {
          // Nobody is known who would; there is nothing to stop for.
          Thread.interrupted();
        }
      }
    }

    private void closeIt() {
      if (Native.close(handle) != OK) return; // as it should be: it was closed
      sinks.end();
      Native.logged("A store was forgotten without being closed: " + path, null);
    }
  }
}
