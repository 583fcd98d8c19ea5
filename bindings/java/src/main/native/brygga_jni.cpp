// The JNI side of se.brygga.Native: brygga.h with byte arrays, and nothing of its own.
//
// Texts cross as UTF-8 in byte[], without the ending NUL: JNI's own strings are modified UTF-8,
// which is another encoding. Native.java has refused a NUL inside. A device crosses as the number
// that its handle is; the library looks it up, so a wrong one is an error and no crash. So are
// callbacks: `user` is a number that Java looks up, and one that came too late finds nothing.
// Nothing here is freed by whoever happens to be last.
#include <jni.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>

#include "brygga.h"

namespace {

JavaVM* machine = nullptr;
jclass native_class = nullptr;  // a global reference, kept for as long as the library is loaded
jmethodID called_back = nullptr;

// --- texts --------------------------------------------------------------------------------------

void throw_no_memory(JNIEnv* env) {
  const jclass type = env->FindClass("java/lang/OutOfMemoryError");
  if (type != nullptr) env->ThrowNew(type, "No memory for a text of Brygga's.");
}

// A Java byte[] as a text for C: NULL for null. Where there is no memory, an error is pending.
class Text {
 public:
  Text(JNIEnv* env, jbyteArray array) {
    if (array == nullptr) return;
    const jsize length = env->GetArrayLength(array);
    bytes_.reset(new (std::nothrow) char[static_cast<std::size_t>(length) + 1]);
    if (bytes_ == nullptr) {
      throw_no_memory(env);
      return;
    }
    env->GetByteArrayRegion(array, 0, length, reinterpret_cast<jbyte*>(bytes_.get()));
    bytes_[static_cast<std::size_t>(length)] = '\0';
  }
  const char* get() const { return bytes_.get(); }

 private:
  std::unique_ptr<char[]> bytes_;
};

// Null for NULL, and, with an error pending, when Java has no memory.
jbyteArray bytes_of(JNIEnv* env, const char* text) {
  if (text == nullptr) return nullptr;
  const std::size_t length = std::strlen(text);
  if (length > INT32_MAX) {
    throw_no_memory(env);
    return nullptr;
  }
  const jbyteArray array = env->NewByteArray(static_cast<jsize>(length));
  if (array == nullptr) return nullptr;
  env->SetByteArrayRegion(array, 0, static_cast<jsize>(length),
                          reinterpret_cast<const jbyte*>(text));
  return array;
}

struct Free {
  void operator()(char* text) const { brygga_free(text); }
};

// Runs a function of brygga.h; its text comes back, its status in status[0]. With an error pending
// (no memory for the input) it is not run.
template <class Call>
jbyteArray answer(JNIEnv* env, jintArray status, Call call) {
  if (env->ExceptionCheck()) return nullptr;
  char* out = nullptr;
  const jint came_back = call(&out);
  const std::unique_ptr<char, Free> owned(out);
  env->SetIntArrayRegion(status, 0, 1, &came_back);
  return bytes_of(env, out);
}

// --- numbers for pointers -----------------------------------------------------------------------

brygga_device* device_of(jlong handle) {
  return reinterpret_cast<brygga_device*>(static_cast<std::uintptr_t>(handle));
}

void* user_of(jlong sink) { return reinterpret_cast<void*>(static_cast<std::uintptr_t>(sink)); }

// --- callbacks ----------------------------------------------------------------------------------

// This thread's way into Java: its own, or one that is given back when this ends.
class Attached {
 public:
  Attached() {
    void* env = nullptr;
    if (machine->GetEnv(&env, JNI_VERSION_1_6) == JNI_OK) {
      env_ = static_cast<JNIEnv*>(env);
      return;
    }
    // As a daemon, so that a Java program may end while a callback runs.
    static char name[] = "brygga";
    JavaVMAttachArgs arguments{JNI_VERSION_1_6, name, nullptr};
#ifdef __ANDROID__
    is_ours_ = machine->AttachCurrentThreadAsDaemon(&env_, &arguments) == JNI_OK;
#else
    is_ours_ =
        machine->AttachCurrentThreadAsDaemon(reinterpret_cast<void**>(&env_), &arguments) == JNI_OK;
#endif
    if (!is_ours_) env_ = nullptr;  // the machine is going down
  }
  Attached(const Attached&) = delete;
  Attached& operator=(const Attached&) = delete;
  ~Attached() {
    if (is_ours_) machine->DetachCurrentThread();
  }
  JNIEnv* env() const { return env_; }

 private:
  JNIEnv* env_ = nullptr;
  bool is_ours_ = false;
};

// Hands a callback's JSON to Java; what Native.calledBack returns, or 1 (go on) where Java cannot
// be asked. That method catches everything, so an exception here is one of the machine itself.
int hand_over(void* user, int status, const char* json) {
  const Attached thread;
  JNIEnv* env = thread.env();
  if (env == nullptr || env->ExceptionCheck()) return 1;
  const jbyteArray text = bytes_of(env, json);
  int result = 1;
  if (text != nullptr) {
    result = env->CallStaticIntMethod(native_class, called_back,
                                      static_cast<jlong>(reinterpret_cast<std::uintptr_t>(user)),
                                      static_cast<jint>(status), text);
  }
  if (env->ExceptionCheck()) {
    env->ExceptionClear();
    result = 1;
  }
  if (text != nullptr) env->DeleteLocalRef(text);
  return result;
}

int on_progress(void* user, const char* json) { return hand_over(user, BRYGGA_OK, json); }
void on_report(void* user, const char* json) { hand_over(user, BRYGGA_OK, json); }
void on_change(void* user, const char* json) { hand_over(user, BRYGGA_OK, json); }
void on_answer(void* user, brygga_status status, const char* json) {
  hand_over(user, status, json);
}

// --- the methods of se.brygga.Native ------------------------------------------------------------
// `owner` is the Store of the call: as an argument it cannot become garbage, and so be closed,
// before the call returns.

jbyteArray versions(JNIEnv* env, jclass) { return bytes_of(env, brygga_versions()); }

jbyteArray names(JNIEnv* env, jclass, jintArray status) {
  return answer(env, status, [](char** out) { return brygga_names(out); });
}

jbyteArray schema(JNIEnv* env, jclass, jintArray status) {
  return answer(env, status, [](char** out) { return brygga_schema(out); });
}

jbyteArray open(JNIEnv* env, jclass, jbyteArray path, jbyteArray options, jlongArray handle,
                jintArray status) {
  const Text path_text(env, path);
  const Text options_text(env, options);
  brygga_device* device = nullptr;
  const jbyteArray text = answer(env, status, [&](char** out) {
    return brygga_open(path_text.get(), options_text.get(), &device, out);
  });
  if (env->ExceptionCheck()) {
    brygga_close(&device);  // nobody would get it
    return nullptr;
  }
  const auto number = static_cast<jlong>(reinterpret_cast<std::uintptr_t>(device));
  env->SetLongArrayRegion(handle, 0, 1, &number);
  return text;
}

jint close(JNIEnv*, jclass, jlong handle) {
  brygga_device* device = device_of(handle);
  return brygga_close(&device);
}

jbyteArray call(JNIEnv* env, jclass, jobject /*owner*/, jlong handle, jbyteArray name,
                jbyteArray json, jintArray status) {
  const Text name_text(env, name);
  const Text json_text(env, json);
  return answer(env, status, [&](char** out) {
    return brygga_call(device_of(handle), name_text.get(), json_text.get(), out);
  });
}

jbyteArray enrol(JNIEnv* env, jclass, jobject /*owner*/, jlong handle, jbyteArray json,
                 jintArray status) {
  const Text json_text(env, json);
  return answer(env, status,
                [&](char** out) { return brygga_enrol(device_of(handle), json_text.get(), out); });
}

jbyteArray sync(JNIEnv* env, jclass, jobject /*owner*/, jlong handle, jbyteArray options,
                jlong sink, jintArray status) {
  const Text options_text(env, options);
  return answer(env, status, [&](char** out) {
    return brygga_sync(device_of(handle), options_text.get(), sink == 0 ? nullptr : on_progress,
                       user_of(sink), out);
  });
}

jbyteArray sync_start(JNIEnv* env, jclass, jobject /*owner*/, jlong handle, jbyteArray options,
                      jlong sink, jintArray status) {
  const Text options_text(env, options);
  return answer(env, status, [&](char** out) {
    return brygga_sync_start(device_of(handle), options_text.get(), on_report, user_of(sink), out);
  });
}

jint sync_stop(JNIEnv*, jclass, jobject /*owner*/, jlong handle) {
  return brygga_sync_stop(device_of(handle));
}

jbyteArray hint(JNIEnv* env, jclass, jobject /*owner*/, jlong handle, jbyteArray json,
                jintArray status) {
  const Text json_text(env, json);
  return answer(env, status,
                [&](char** out) { return brygga_hint(device_of(handle), json_text.get(), out); });
}

void give_id(JNIEnv* env, std::uint64_t id, jlongArray place) {
  if (env->ExceptionCheck()) return;
  const auto number = static_cast<jlong>(id);
  env->SetLongArrayRegion(place, 0, 1, &number);
}

jint observe(JNIEnv* env, jclass, jobject /*owner*/, jlong handle, jlong sink, jlongArray id) {
  std::uint64_t number = 0;
  const jint status = brygga_observe(device_of(handle), on_change, user_of(sink), &number);
  give_id(env, number, id);
  return status;
}

jbyteArray watch(JNIEnv* env, jclass, jobject /*owner*/, jlong handle, jbyteArray name,
                 jbyteArray json, jlong sink, jlongArray id, jintArray status) {
  const Text name_text(env, name);
  const Text json_text(env, json);
  std::uint64_t number = 0;
  const jbyteArray text = answer(env, status, [&](char** out) {
    return brygga_watch(device_of(handle), name_text.get(), json_text.get(), on_answer,
                        user_of(sink), &number, out);
  });
  give_id(env, number, id);
  return text;
}

jint unobserve(JNIEnv*, jclass, jobject /*owner*/, jlong handle, jlong id) {
  return brygga_unobserve(device_of(handle), static_cast<std::uint64_t>(id));
}

jbyteArray export_unsent(JNIEnv* env, jclass, jobject /*owner*/, jlong handle, jintArray status) {
  return answer(env, status,
                [&](char** out) { return brygga_export_unsent(device_of(handle), out); });
}

// --- registration -------------------------------------------------------------------------------

struct Method {
  const char* name;
  const char* signature;
  void* function;
};

template <class Function>
void* address_of(Function* function) {
  return reinterpret_cast<void*>(function);
}

bool register_methods(JNIEnv* env) {
  const Method methods[] = {
      {"versions", "()[B", address_of(versions)},
      {"names", "([I)[B", address_of(names)},
      {"schema", "([I)[B", address_of(schema)},
      {"open", "([B[B[J[I)[B", address_of(open)},
      {"close", "(J)I", address_of(close)},
      {"call", "(Ljava/lang/Object;J[B[B[I)[B", address_of(call)},
      {"enrol", "(Ljava/lang/Object;J[B[I)[B", address_of(enrol)},
      {"sync", "(Ljava/lang/Object;J[BJ[I)[B", address_of(sync)},
      {"syncStart", "(Ljava/lang/Object;J[BJ[I)[B", address_of(sync_start)},
      {"syncStop", "(Ljava/lang/Object;J)I", address_of(sync_stop)},
      {"hint", "(Ljava/lang/Object;J[B[I)[B", address_of(hint)},
      {"observe", "(Ljava/lang/Object;JJ[J)I", address_of(observe)},
      {"watch", "(Ljava/lang/Object;J[B[BJ[J[I)[B", address_of(watch)},
      {"unobserve", "(Ljava/lang/Object;JJ)I", address_of(unobserve)},
      {"exportUnsent", "(Ljava/lang/Object;J[I)[B", address_of(export_unsent)},
  };
  for (const Method& method : methods) {
    // jni.h of the JDK wants names that may be written to; nothing writes them.
    const JNINativeMethod one{const_cast<char*>(method.name), const_cast<char*>(method.signature),
                              method.function};
    if (env->RegisterNatives(native_class, &one, 1) != JNI_OK) return false;
  }
  return true;
}

}  // namespace

extern "C" JNIEXPORT jint JNICALL JNI_OnLoad(JavaVM* java, void*) {
  machine = java;
  void* place = nullptr;
  if (java->GetEnv(&place, JNI_VERSION_1_6) != JNI_OK) return JNI_ERR;
  auto* env = static_cast<JNIEnv*>(place);
  const jclass found = env->FindClass("se/brygga/Native");
  if (found == nullptr) return JNI_ERR;
  native_class = static_cast<jclass>(env->NewGlobalRef(found));
  if (native_class == nullptr) return JNI_ERR;
  called_back = env->GetStaticMethodID(native_class, "calledBack", "(JI[B)I");
  if (called_back == nullptr || !register_methods(env)) return JNI_ERR;
  return JNI_VERSION_1_6;
}
