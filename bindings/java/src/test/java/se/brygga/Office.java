package se.brygga;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A real office of tenant "goteborg" with the programme kompetenscenter: the built brygga-server on
 * a free port of 127.0.0.1, over a folder of its own. Alice and Bob are coaches of Hisingen.
 */
final class Office implements AutoCloseable {
  static final String ALICE = "Alice Andersson";
  static final String BOB = "Bob Berg";

  private final Path data;
  private String port = "0";
  private Process process;

  Office(Path folder) throws IOException, InterruptedException {
    data = Files.createDirectories(folder.resolve("office"));
    start();
    verb("tenant", "create", "goteborg", "--title", "Göteborg");
    Path programme = Paths.get(System.getProperty("brygga.programmes"), "kompetenscenter.toml");
    verb("programme", "load", "--tenant", "goteborg", programme.toString());
    for (String name : Arrays.asList(ALICE, BOB)) {
      verb(
          "staff", "add", "--tenant", "goteborg", "--name", name, "--role", "coach", "--unit",
          "Hisingen");
    }
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  /** A one-time code for a device of that person. */
  String code(String person) throws IOException, InterruptedException {
    String answer =
        verb("device", "invite", "--tenant", "goteborg", "--staff", person, "--json");
    return (String) Json.object(answer).get("code");
  }

  /** A new store of that person's, enrolled and synced. */
  Store device(Path path, String person) throws IOException, InterruptedException {
    Store store = Brygga.open(path.toString());
    store.enrol(enrolment(person));
    store.sync(Budget.unlimited());
    return store;
  }

  Enrolment enrolment(String person) throws IOException, InterruptedException {
    return new Enrolment()
        .withUrl(url())
        .withTenant("goteborg")
        .withCode(code(person))
        .withDeviceName("test");
  }

  /** Starts it on the port that it had. */
  void start() throws IOException, InterruptedException {
    Path portFile = data.resolve("port");
    Files.deleteIfExists(portFile);
    File log = data.resolve("log").toFile();
    process =
        new ProcessBuilder(
                program(), "serve", "--data", data.toString(), "--listen", "127.0.0.1:" + port,
                "--port-file", portFile.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
            .start();
    for (int i = 0; i < 1000 && process.isAlive(); i++) {
      String text = Files.exists(portFile) ? read(Files.newInputStream(portFile)) : "";
      if (text.endsWith("\n")) {
        port = text.trim();
        return;
      }
      Thread.sleep(10);
    }
    throw new IllegalStateException("brygga-server did not start: see " + log);
  }

  void stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    try {
      stop();
    } catch (InterruptedException asked) {
      process.destroyForcibly();
    }
  }

  private String verb(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(program());
    command.addAll(Arrays.asList(arguments));
    command.addAll(Arrays.asList("--data", data.toString()));
    Process verb = new ProcessBuilder(command).redirectErrorStream(true).start();
    verb.getOutputStream().close();
    String out = read(verb.getInputStream());
    if (verb.waitFor() != 0) throw new IllegalStateException(command + ": " + out);
    return out;
  }

  private static String program() {
    return System.getProperty("brygga.server");
  }

  private static String read(InputStream stream) throws IOException {
    try (InputStream in = stream) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] some = new byte[8192];
      for (int count = in.read(some); count >= 0; count = in.read(some)) out.write(some, 0, count);
      return new String(out.toByteArray(), StandardCharsets.UTF_8);
    }
  }
}
