package se.brygga;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.File;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** The tests that cross into the library, once more in a JVM that checks every use of JNI. */
class JniChecksTest {
  @TempDir Path folder;

  @Test
  void jvm_finds_nothing_wrong_with_how_jni_is_used() throws Exception {
    File out = folder.resolve("out").toFile();
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + "/bin/java");
    command.add("-Xcheck:jni");
    for (String name : new String[] {"se.brygga.library", "brygga.server", "brygga.programmes"}) {
      command.add("-D" + name + "=" + System.getProperty(name));
    }
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(JniChecksTest.class.getName());
    Process checked =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out).start();
    assertTrue(checked.waitFor(240, TimeUnit.SECONDS));
    String text = new String(Files.readAllBytes(out.toPath()), StandardCharsets.UTF_8);
    assertEquals(0, checked.exitValue(), text);
    assertFalse(text.contains("in native method"), text);
    assertFalse(text.contains("JNI local refs"), text);
    assertFalse(text.contains("FATAL ERROR"), text);
  }

  /** Runs them in this JVM; the exit status is 1 when one fails, or when there was none. */
  public static void main(String[] arguments) {
    LauncherDiscoveryRequest tests =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(
                selectClass(StoreTest.class), selectClass(SyncTest.class),
                selectClass(TypesTest.class))
            .build();
    SummaryGeneratingListener summary = new SummaryGeneratingListener();
    LauncherFactory.create().execute(tests, summary);
    PrintWriter out = new PrintWriter(System.out);
    summary.getSummary().printTo(out);
    summary.getSummary().printFailuresTo(out);
    out.flush();
    boolean isGood =
        summary.getSummary().getTestsSucceededCount() > 0
            && summary.getSummary().getTotalFailureCount() == 0;
    System.exit(isGood ? 0 : 1);
  }
}
