package androidx.work;

import android.content.Context;

/** Stands in for WorkManager's: what ANDROID.md uses of it. */
public abstract class Worker {
  private final Context context;

  public Worker(Context context, WorkerParameters parameters) {
    this.context = context;
  }

  public abstract Result doWork();

  public void onStopped() {}

  public final Context getApplicationContext() {
    return context;
  }

  /** ListenableWorker.Result, which Worker inherits. */
  public static final class Result {
    private final String name;

    private Result(String name) {
      this.name = name;
    }

    public static Result success() {
      return new Result("success");
    }

    public static Result retry() {
      return new Result("retry");
    }

    public static Result failure() {
      return new Result("failure");
    }

    @Override
    public String toString() {
      return name;
    }
  }
}
