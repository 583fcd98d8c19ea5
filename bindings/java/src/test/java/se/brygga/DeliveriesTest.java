package se.brygga;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class DeliveriesTest {
  private final List<String> heard = new ArrayList<>();

  /** Keeps tasks until they are run one by one. */
  private static final class Tasks implements Executor {
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private boolean isFull;

    @Override
    public void execute(Runnable task) {
      if (isFull) throw new RejectedExecutionException("full");
      tasks.add(task);
    }

    void runOne() {
      tasks.remove().run();
    }
  }

  private Deliveries<String> deliveries(Executor executor) {
    return new Deliveries<>(executor, (waiting, newer) -> waiting + newer, heard::add);
  }

  @Test
  void what_comes_while_the_listener_is_busy_is_told_as_one() {
    Tasks tasks = new Tasks();
    Deliveries<String> deliveries = deliveries(tasks);
    deliveries.put("a");
    deliveries.put("b");
    deliveries.put("c");
    assertEquals(1, tasks.tasks.size());
    tasks.runOne();
    deliveries.put("d");
    tasks.runOne();
    assertEquals(Arrays.asList("abc", "d"), heard);
  }

  @Test
  void nothing_is_told_after_the_end() {
    Tasks tasks = new Tasks();
    Deliveries<String> deliveries = deliveries(tasks);
    deliveries.put("a");
    deliveries.end();
    tasks.runOne();
    deliveries.put("b");
    assertEquals(0, tasks.tasks.size());
    assertEquals(Collections.emptyList(), heard);
  }

  @Test
  void after_a_refusal_the_next_is_tried_again() {
    Tasks tasks = new Tasks();
    Deliveries<String> deliveries = deliveries(tasks);
    tasks.isFull = true;
    assertThrows(RejectedExecutionException.class, () -> deliveries.put("a"));
    tasks.isFull = false;
    deliveries.put("b");
    tasks.runOne();
    assertEquals(Collections.singletonList("b"), heard);
  }

  @Test
  void listener_that_throws_is_told_of_the_next() {
    Tasks tasks = new Tasks();
    Deliveries<String> deliveries =
        new Deliveries<>(
            tasks,
            (waiting, newer) -> newer,
            what -> {
              heard.add(what);
              throw new IllegalStateException(what);
            });
    deliveries.put("a");
    assertThrows(IllegalStateException.class, tasks::runOne);
    deliveries.put("b");
    assertThrows(IllegalStateException.class, tasks::runOne);
    assertEquals(Arrays.asList("a", "b"), heard);
  }

  @Test
  void what_a_listener_causes_itself_is_told_after_it_has_returned() {
    List<Deliveries<String>> mine = new ArrayList<>();
    mine.add(
        new Deliveries<>(
            Runnable::run,
            (waiting, newer) -> waiting + newer,
            what -> {
              heard.add("<" + what);
              if (what.equals("a")) {
                mine.get(0).put("b");
                mine.get(0).put("c");
              }
              heard.add(what + ">");
            }));
    mine.get(0).put("a");
    assertEquals(Arrays.asList("<a", "a>", "<bc", "bc>"), heard);
  }
}
