package android.content;

import java.io.File;

/** Stands in for Android's: what ANDROID.md uses of it. */
public class Context {
  private final File folder;

  public Context(File folder) {
    this.folder = folder;
  }

  public File getNoBackupFilesDir() {
    return folder;
  }
}
