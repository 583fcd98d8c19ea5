package se.brygga;

import java.util.concurrent.Executor;

/**
 * What a listener is to hear, one thing at a time and in order, on its executor.
 *
 * <p>Any thread may put something in; none waits for the listener. What comes while the listener is
 * busy is merged into one, so that a slow one costs no memory. The executor is asked once for each
 * delivery. Where it refuses, what waits is dropped, and the next thing is tried again.
 */
final class Deliveries<T> {
  /** Tells the listener. */
  interface Delivery<T> {
    void deliver(T what);
  }

  /** What is to be heard of two things of which the listener has heard neither. */
  interface Merge<T> {
    T merge(T waiting, T newer);
  }

  private final Executor executor;
  private final Merge<T> merge;
  private final Delivery<T> delivery;
  private final Object lock = new Object();
  private T waiting;
  private boolean isAsked;
  private boolean isEnded;

  Deliveries(Executor executor, Merge<T> merge, Delivery<T> delivery) {
    this.executor = executor;
    this.merge = merge;
    this.delivery = delivery;
  }

  /** @throws RuntimeException of an executor that refuses, or that runs at once what throws */
  void put(T what) {
    synchronized (lock) {
      if (isEnded) return;
      waiting = waiting == null ? what : merge.merge(waiting, what);
      if (isAsked) return;
      isAsked = true;
    }
    ask();
  }

  /** No delivery begins after this. */
  void end() {
    synchronized (lock) {
      isEnded = true;
      waiting = null;
    }
  }

  /** One delivery. */
  private final class Turn implements Runnable {
    private volatile boolean hasBegun;

    @Override
    public void run() {
      hasBegun = true;
      T next;
      synchronized (lock) {
        next = waiting;
        waiting = null;
      }
      try {
        if (next != null) delivery.deliver(next);
      } finally {
        goOn();
      }
    }
  }

  private void ask() {
    Turn turn = new Turn();
    boolean isTaken = false;
    try {
      executor.execute(turn);
      isTaken = true;
    } finally {
      if (!isTaken && !turn.hasBegun) forget();
    }
  }

  private void forget() {
    synchronized (lock) {
      isAsked = false;
      waiting = null;
    }
  }

  private void goOn() {
    synchronized (lock) {
      isAsked = waiting != null;
      if (!isAsked) return;
    }
    try {
      ask();
    } catch (RuntimeException problem) {
      // Not in the way of what the listener may have thrown.
      Native.logged("A listener could not be told what came while it was busy", problem);
    }
  }
}
