/** The files of one store in the origin's private file system, opened for this worker alone. */

/** A store needs two files at work (itself and its log) and a third while it is made. */
const SLOTS = 6;

/** How long the handles of a tab that has just been closed may keep others out. */
const RELEASE_MS_MAX = 10_000;

async function openHandle(file: FileSystemFileHandle): Promise<FileSystemSyncAccessHandle> {
  const start = performance.now();
  for (;;) {
    try {
      return await file.createSyncAccessHandle();
    } catch (error) {
      const isHeld = error instanceof DOMException && error.name === 'NoModificationAllowedError';
      if (!isHeld || performance.now() - start > RELEASE_MS_MAX) throw error;
      await new Promise((done) => setTimeout(done, 20));
    }
  }
}

/** The caller holds the store's lock, and closes what it gets. */
export async function openSlots(store: string): Promise<FileSystemSyncAccessHandle[]> {
  const root = await navigator.storage.getDirectory();
  const stores = await root.getDirectoryHandle('brygga', { create: true });
  const folder = await stores.getDirectoryHandle(store, { create: true });
  const slots: FileSystemSyncAccessHandle[] = [];
  try {
    for (let i = 0; i < SLOTS; i++) {
      slots.push(await openHandle(await folder.getFileHandle(`slot-${i}`, { create: true })));
    }
  } catch (error) {
    for (const slot of slots) slot.close();
    throw error;
  }
  return slots;
}
