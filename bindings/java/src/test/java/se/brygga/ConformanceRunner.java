package se.brygga;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The conformance script in Java; tests/conformance/play.py says what a runner does. */
final class ConformanceRunner {
  private final String folder;
  private final Map<String, Store> stores = new HashMap<>();
  private final List<BlockingQueue<String>> told = new ArrayList<>();
  private final List<Registration> registrations = new ArrayList<>();
  private final ExecutorService executor =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
          });

  private ConformanceRunner(String folder) {
    this.folder = folder;
  }

  public static void main(String[] arguments) throws IOException {
    ConformanceRunner runner = new ConformanceRunner(arguments[arguments.length - 1]);
    PrintStream out = new PrintStream(System.out, true, "UTF-8");
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      out.println(runner.come(line.split("\t", -1)));
    }
  }

  private String come(String[] step) {
    try {
      return done(step);
    } catch (BryggaException problem) {
      return problem.kind().text() + "\t" + problem.toJson();
    } catch (InterruptedException asked) {
      throw new IllegalStateException(asked);
    }
  }

  private String done(String[] step) throws InterruptedException {
    if (step[0].equals("watched") || step[0].equals("observed")) {
      String next = told.get(Integer.parseInt(step[1])).poll(10, TimeUnit.SECONDS);
      return next == null ? "none\t{}" : next;
    }
    if (step[0].equals("open")) {
      stores.put(step[1], Brygga.open(folder + "/" + step[1] + ".db"));
      return "ok\t{}";
    }
    return "ok\t" + answer(step, stores.get(step[1]));
  }

  private String answer(String[] step, Store store) {
    switch (step[0]) {
      case "close":
        store.close();
        return "{}";
      case "call":
        return store.call(step[2], step[3]);
      case "enrol":
        return store.enrol(enrolment(Json.object(step[2]))).toJson();
      case "sync":
        return store.sync(budget(Json.object(step[2]))).toJson();
      case "start":
        store.startSync(executor, report -> {});
        return "{}";
      case "stop":
        store.stopSync();
        return "{}";
      case "hint":
        return hint(store, Json.object(step[2]));
      case "export":
        return store.exportUnsent();
      case "watch":
        return registered(queue -> store.watch(step[2], step[3], executor, listener(queue)));
      case "observe":
        return registered(
            queue -> store.observe(executor, change -> queue.add("ok\t" + change.toJson())));
      case "unwatch":
      case "unobserve":
        registrations.get(Integer.parseInt(step[2])).close();
        return "{}";
      default:
        throw new IllegalArgumentException(step[0]);
    }
  }

  private interface Registering {
    Registration with(BlockingQueue<String> queue);
  }

  private String registered(Registering registering) {
    BlockingQueue<String> queue = new LinkedBlockingQueue<>();
    registrations.add(registering.with(queue));
    told.add(queue);
    return "{\"number\":" + (told.size() - 1) + "}";
  }

  private static AnswerListener<String> listener(BlockingQueue<String> queue) {
    return new AnswerListener<String>() {
      @Override
      public void onAnswer(String answer) {
        queue.add("ok\t" + answer);
      }

      @Override
      public void onFailure(BryggaException problem) {
        queue.add(problem.kind().text() + "\t" + problem.toJson());
      }
    };
  }

  private static Enrolment enrolment(Map<String, Object> given) {
    return new Enrolment()
        .withUrl((String) given.get("url"))
        .withTenant((String) given.get("tenant"))
        .withCode((String) given.get("code"))
        .withDeviceName((String) given.get("device_name"));
  }

  private static Budget budget(Map<String, Object> given) {
    Object milliseconds = given.get("milliseconds");
    Budget budget = Budget.unlimited();
    return milliseconds == null ? budget : budget.withMilliseconds(Values.integer(milliseconds));
  }

  private static String hint(Store store, Map<String, Object> given) {
    return store
        .hint(
            Values.flag(given.get("online")),
            Values.flag(given.get("metered")),
            Values.flag(given.get("charging")))
        .toJson();
  }
}
