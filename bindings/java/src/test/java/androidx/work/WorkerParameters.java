package androidx.work;

/** Stands in for WorkManager's: what ANDROID.md uses of it. */
public final class WorkerParameters {}
