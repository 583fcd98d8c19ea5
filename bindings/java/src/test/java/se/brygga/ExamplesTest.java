package se.brygga;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import android.content.Context;
import android.content.ContextWrapper;
import androidx.work.WorkerParameters;
import java.io.File;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import se.brygga.casework.ParticipantAddInput;
import se.brygga.examples.ReadmeExample;
import se.brygga.examples.Stores;
import se.brygga.examples.SyncWorker;

/** What the pages show does what they say. */
@Timeout(60)
class ExamplesTest {
  @TempDir Path folder;

  @Test
  void example_of_the_readme_leaves_a_participant_on_the_device() throws Exception {
    try (Office office = new Office(folder)) {
      ReadmeExample.example1(folder.toString(), office.url(), office.code(Office.ALICE));
    }
    try (Store store = Brygga.open(folder.resolve("device.db").toString())) {
      assertTrue(store.call("participants.list", "{}").contains("Öberg"));
    }
  }

  @Test
  void worker_of_the_android_page_sends_what_was_saved_and_retries_offline() throws Exception {
    Context context = new FolderContext(folder.toFile());
    Store store = Stores.of(context);
    try (Office office = new Office(folder)) {
      store.enrol(office.enrolment(Office.ALICE));
      store.call(new ParticipantAddInput().withFirstName("Åsa").withLastName("Öberg"));
      assertEquals("success", doWork(context));
      assertEquals(0, ((Number) Json.object(store.call("status", null)).get("unsent")).intValue());
      store.startSync(Runnable::run, report -> {});
      assertEquals("success", doWork(context));
      new SyncWorker(context, new WorkerParameters()).onStopped();
    }
    store.call(new ParticipantAddInput().withFirstName("Bo").withLastName("Ek"));
    assertEquals("retry", doWork(context));
    store.close();
  }

  /** Has a folder, and nothing else of Android. */
  private static final class FolderContext extends ContextWrapper {
    private final File folder;

    FolderContext(File folder) {
      super(null);
      this.folder = folder;
    }

    @Override
    public File getNoBackupFilesDir() {
      return folder;
    }
  }

  private static String doWork(Context context) {
    return new SyncWorker(context, new WorkerParameters()).doWork().toString();
  }
}
