// The half of module.cpp that is JavaScript: what the core calls back goes to functions of the module's
// options.
mergeInto(LibraryManager.library, {
  brygga_tell_change: function (json) {
    Module["changed"](UTF8ToString(json));
  },
  brygga_tell_answer: function (listener, status, json) {
    Module["answered"](listener, status, UTF8ToString(json));
  },
});
