// The half of opfs_vfs.cpp that is JavaScript: Module.slots is the list of opened
// FileSystemSyncAccessHandles, in their order. Answers 0 (or a count), 1 when the browser gives no
// more room, 2 for any other failure; nothing is thrown into SQLite.
mergeInto(LibraryManager.library, {
  $brygga_slot_try: function (work) {
    try {
      return work();
    } catch (error) {
      Module["slotError"] = String(error);
      return error && error.name === "QuotaExceededError" ? 1 : 2;
    }
  },

  brygga_slot_read: function (slot, to, size, offset) {
    try {
      return Module["slots"][slot].read(HEAPU8.subarray(to, to + size), { at: offset });
    } catch (error) {
      Module["slotError"] = String(error);
      return -1;
    }
  },

  brygga_slot_write__deps: ["$brygga_slot_try"],
  brygga_slot_write: function (slot, bytes, size, offset) {
    return brygga_slot_try(function () {
      var from = HEAPU8.subarray(bytes, bytes + size);
      // A short write without an error is a full disk, too.
      return Module["slots"][slot].write(from, { at: offset }) === size ? 0 : 1;
    });
  },

  brygga_slot_truncate__deps: ["$brygga_slot_try"],
  brygga_slot_truncate: function (slot, size) {
    return brygga_slot_try(function () {
      Module["slots"][slot].truncate(size);
      return 0;
    });
  },

  brygga_slot_flush__deps: ["$brygga_slot_try"],
  brygga_slot_flush: function (slot) {
    return brygga_slot_try(function () {
      Module["slots"][slot].flush();
      return 0;
    });
  },

  brygga_slot_size: function (slot) {
    try {
      return Module["slots"][slot].getSize();
    } catch (error) {
      Module["slotError"] = String(error);
      return -1;
    }
  },
});
