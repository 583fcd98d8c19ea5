package se.brygga;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.function.Executable;

/** What many tests claim. */
final class Claims {
  private Claims() {}

  static BryggaException assertFails(ErrorKind kind, String code, Executable call) {
    BryggaException problem = assertThrows(BryggaException.class, call);
    assertEquals(code, problem.code(), problem.getMessage());
    assertEquals(kind, problem.kind(), problem.getMessage());
    return problem;
  }

  /** Within twenty seconds. */
  static void assertBecomesTrue(BooleanSupplier claim) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!claim.getAsBoolean()) {
      if (System.nanoTime() > end) fail("it did not become true");
      Thread.sleep(10);
    }
  }
}
