/* brygga.h: the one way into Brygga, for every language. Commands and queries by name, JSON in and
 * out; C99, no other header of ours.
 *
 * A brygga_device is one store file and what works on it. Everything that a person does works
 * without a network and is on disk when the call returns; syncing goes on beside it: in the
 * background (brygga_sync_start), once (brygga_sync), or over the host's own HTTP
 * (brygga_exchange_next).
 *
 * These hold for every function:
 * - Errors. What can fail gives a status, 0 (BRYGGA_OK) or one of brygga_status. NULL where it is
 *   not allowed, a text that is not UTF-8 or too long, and JSON that is none are BRYGGA_INVALID and
 *   change nothing. No C++ exception comes out.
 * - Texts. Going in, they are UTF-8 ending in NUL, are read during the call only, and stay yours.
 *   `out` gets a text of JSON: the result, or
 *   {"error": {"code", "kind", "field", "sentence", "sentence_sv", "can_retry"}}: kind is the
 *   status's name, code what it was exactly ("not_enrolled"), field the input's that it is about,
 *   sentence is for people, in English and in Swedish. It is yours; give it back with
 *   brygga_free(). It is set on every return (NULL only when there is no memory), so free the old
 *   one before using the variable again. `out` itself may be NULL when you do not want it.
 * - Handles. A handle that was closed, or that never was one, is BRYGGA_INVALID ("no_device",
 *   "no_exchange") and nothing more: handles are looked up, not followed.
 * - Threads. A device may be used from any number of threads at once. Calls of a process whose
 *   device was opened before fork() are not allowed in the child.
 * - Callbacks run on the thread that caused the change (see each), with no lock held: they may call
 *   the same device again, but not close it. The JSON that they get lives until they return. They
 *   must not throw or longjmp. `user` is passed on untouched.
 */
#ifndef BRYGGA_H
#define BRYGGA_H

#include <stddef.h>
#include <stdint.h> /* NOLINT(modernize-deprecated-headers): this header is C */

#if defined(_WIN32)
#if defined(BRYGGA_BUILDING_LIBRARY)
#define BRYGGA_API __declspec(dllexport)
#else
#define BRYGGA_API __declspec(dllimport)
#endif
#else
#define BRYGGA_API __attribute__((visibility("default")))
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* The number of this interface. It grows when something that was there is gone or means something
 * else; a program that was made for another number must be compiled anew. */
#define BRYGGA_ABI 1

typedef struct brygga_device brygga_device;
typedef struct brygga_exchange brygga_exchange;

/* The numbers never change their meaning; new ones may be added at the end. */
typedef enum brygga_status {
  BRYGGA_OK = 0,
  BRYGGA_INVALID = 1,      /* the caller's input breaks a rule */
  BRYGGA_NOT_FOUND = 2,    /* nothing by that name or id */
  BRYGGA_REFUSED = 3,      /* understood, but not allowed */
  BRYGGA_CORRUPT = 4,      /* a file or an answer is not what it claims to be */
  BRYGGA_TOO_LARGE = 5,    /* beyond a bound */
  BRYGGA_TOO_NEW = 6,      /* written by a newer version than this one */
  BRYGGA_STORAGE = 7,      /* the file system or the store failed */
  BRYGGA_STORAGE_FULL = 8, /* no room left */
  BRYGGA_OFFLINE = 9,      /* the office cannot be reached now; all work is kept */
  BRYGGA_CONFLICT = 10,    /* somebody changed the ground under this; do it again */
  BRYGGA_BUSY = 11,        /* in use; try again */
  BRYGGA_INTERNAL = 12     /* none of the above */
} brygga_status;

/* {"version": "0.1.0", "abi": BRYGGA_ABI of the library, "protocol", "schema", "store"}: the
 * numbers of what is spoken with the office, of the entities, and of the store's file. Static. */
BRYGGA_API const char* brygga_versions(void);

/* The status's stable name, the "kind" of its error: "storage_full"; "unknown" for a number that
 * is no status. Static. */
BRYGGA_API const char* brygga_status_name(int status);

/* Gives back a text that a function handed out; NULL is allowed. */
BRYGGA_API void brygga_free(char* text);

/* All commands and queries, with or without a device:
 * {"names": [{"name": "checkin.record", "kind": "command" or "query", "purpose"}]}. */
BRYGGA_API brygga_status brygga_names(char** out);

/* JSON Schema of what each command and query takes and answers, and of every kind of record, as the
 * query commands.schema gives it. */
BRYGGA_API brygga_status brygga_schema(char** out);

/* Opens the store at the path, making the file (not its folder) when it is missing, and bringing an
 * older one up to date. options: NULL, or {"ca_file": path of a PEM file with the certificates to
 * trust instead of the system's}; without it, the one that was kept at enrolment.
 * On success *device is yours until brygga_close(), and out is {"path"}. On an error *device is
 * NULL, out holds the error, and the file is as it was. BRYGGA_CORRUPT: the file is no store;
 * BRYGGA_TOO_NEW: a newer version made it; BRYGGA_STORAGE: it cannot be opened or written. */
BRYGGA_API brygga_status brygga_open(const char* path, const char* options, brygga_device** device,
                                     char** out);

/* Ends syncs under way, stops the background, waits for calls of other threads, forgets all
 * observers, closes, and sets *device to NULL. Nothing saved is lost. A NULL, or a pointer to NULL,
 * is BRYGGA_OK and does nothing, so that closing twice is harmless. From one of the device's
 * callbacks it is BRYGGA_BUSY, and the device stays open. */
BRYGGA_API brygga_status brygga_close(brygga_device** device);

/* Runs a command or query by its name on a JSON object; json may be NULL for {}. What each takes
 * and gives is in docs/CASEWORK.md. A command is one transaction: all of it is on disk when
 * BRYGGA_OK comes back, else nothing of it is. An error's object has "problems", [{"line",
 * "column", "code", "sentence"}], where an input has several. At most 64 MiB of JSON. */
BRYGGA_API brygga_status brygga_call(brygga_device* device, const char* name, const char* json,
                                     char** out);

/* Makes the store a device of the person to whom the one-time code belongs. json: {"url":
 * "https://office.example.se", "tenant", "code", "device_name"; "ca_file" may be missing}. The
 * file of ca_file is copied beside the store and used from then on. out: {"tenant", "tenant_title",
 * "account_name", "url"}.
 * BRYGGA_OFFLINE: nobody answered, the code is not used up. BRYGGA_REFUSED: see the sentence; the
 * store is unchanged. Waits for the network. */
BRYGGA_API brygga_status brygga_enrol(brygga_device* device, const char* json, char** out);

/* Called after every exchange of a sync with {"rounds", "edits_sent", "rows_received",
 * "bytes_sent", "bytes_received", "scopes", "scopes_loading", "progress"}; progress is null, or
 * while scopes are loaded {"rows", "rows_total", "bytes", "bytes_total"}, the bytes before
 * compression. Returns 0 to end the sync, with everything so far kept; anything else to go on. */
typedef int (*brygga_progress)(void* user, const char* json);

/* Exchanges with the office until both sides have all that the other has. options: NULL, or
 * {"page_bytes": how much to ask for at a time; "bytes_max", "milliseconds": what the sync may
 * cost, looked at after each exchange, for work that a platform allows in the background}. progress
 * may be NULL; it is called on this thread. out: the last progress, "finished", and "stopped_by":
 * null, or what ended it early: "progress", "stop" (brygga_sync_stop()), "bytes" or "time".
 * BRYGGA_OFFLINE: all work is kept, try again later. BRYGGA_BUSY: a sync, or the background, is at
 * work on this device already. Waits for the network. */
BRYGGA_API brygga_status brygga_sync(brygga_device* device, const char* options,
                                     brygga_progress progress, void* user, char** out);

/* Called by the background after every exchange with {"phase": "idle", "sending", "listening",
 * "backing_off", "offline" or "stopped", "failures": in a row, "receipts": n, "rows": n,
 * "edits_sent": n, "bytes_sent": n, "bytes_received": n; and "error" after a failed one}. "stopped"
 * means that the office turned this device away and a person must act. */
typedef void (*brygga_report)(void* user, const char* json);

/* Keeps the device in step with the office on a thread of its own: sends each save at once, hears
 * of others' changes as they happen, and backs off while the office cannot be reached. report may
 * be NULL; it is called on that thread. options: NULL, or {"wait_seconds": how long the office may
 * hold a request (50)}. When the background runs already this wakes it (the network is back, a
 * person pulled to refresh) and changes nothing else. */
BRYGGA_API brygga_status brygga_sync_start(brygga_device* device, const char* options,
                                           brygga_report report, void* user, char** out);

/* Stops the background and waits for its thread; ends a brygga_sync() of another thread early, and
 * what brygga_exchange_next() began. When this returns, the report callback is not running and will
 * not be called again. Without a sync it does nothing. From a callback of this device it is
 * BRYGGA_BUSY. */
BRYGGA_API brygga_status brygga_sync_stop(brygga_device* device);

/* What the host knows of network and power: {"online", "metered", "charging"}, each true or false;
 * one that is left out stays. Without any, all is well. Offline: the background waits and tries
 * nothing until told otherwise. Metered: it does not listen, but asks every five minutes. Not
 * charging: it tries less often while the office cannot be reached. Saves are sent at once in any
 * case but offline, and a brygga_sync() is tried in all. out: all three. */
BRYGGA_API brygga_status brygga_hint(brygga_device* device, const char* json, char** out);

/* --- Over the host's own HTTP, as in a browser ---
 * Ask what to do; do it; tell what came of it; ask again. One exchange of a device is out at a
 * time.
 *
 *   for (;;) {
 *     brygga_exchange_next(device, NULL, &exchange, &out);
 *     if (exchange == NULL) { wait for wait_ms, or until brygga_observe() tells of a save;
 * continue; } brygga_exchange_body(exchange, &bytes, &length); POST them; while it is a "listen", a
 * save is reason to cancel the request brygga_exchange_end(&exchange, http_status, answer,
 * answer_length, &out);
 *   }
 */

/* What the sync has to do now. options: NULL, or {"wait_seconds": how long the office may hold a
 * request (50); "now": true when a person asks, or the network is back}. out: {"action": "send" or
 * "listen", "method", "url", "headers": {name: value}, "timeout_ms", "report"} with *exchange yours
 * until brygga_exchange_end(); or {"action": "wait", "wait_ms": null when there is nothing to wait
 * for but a save, "report"} or {"action": "again", "wait_ms", "report"} with *exchange NULL. report
 * is null, or what brygga_report gets. BRYGGA_BUSY: another sync is at work, or an exchange is out.
 */
BRYGGA_API brygga_status brygga_exchange_next(brygga_device* device, const char* options,
                                              brygga_exchange** exchange, char** out);

/* As brygga_enrol(), by an exchange. When nobody answers, begin again with the same json: the
 * office takes it for the same attempt. out: {"method", "url", "headers", "timeout_ms"}. */
BRYGGA_API brygga_status brygga_exchange_enrol(brygga_device* device, const char* json,
                                               brygga_exchange** exchange, char** out);

/* The bytes to send; they stay the exchange's, and live until its end. */
BRYGGA_API brygga_status brygga_exchange_body(brygga_exchange* exchange, const uint8_t** bytes,
                                              size_t* length);

/* Takes the answer and sets *exchange to NULL, whatever comes of it. http_status: of the answer; 0
 * when nobody answered; -1 when the host cancelled the request. body: the answer, decompressed,
 * read during the call only. out: of a sync {"report"}, null or what brygga_report gets; of an
 * enrolment as brygga_enrol(). */
BRYGGA_API brygga_status brygga_exchange_end(brygga_exchange** exchange, int http_status,
                                             const uint8_t* body, size_t length, char** out);

/* --- Observing --- */

/* Called after every change, saved here or received, on the thread that made it, with {"entities":
 * names of those whose rows may look different now, "status": true when sync status, receipts or
 * scopes changed, "received": true when the office's answer made the change, not a save}. */
typedef void (*brygga_changed)(void* user, const char* json);

/* Calls the callback after every change until brygga_unobserve() or brygga_close(). *id, which
 * may not be NULL, gets a number that is never 0. */
BRYGGA_API brygga_status brygga_observe(brygga_device* device, brygga_changed callback, void* user,
                                        uint64_t* id);

/* Called with the answer of a query, as brygga_call() gives it. */
typedef void (*brygga_answered)(void* user, brygga_status status, const char* json);

/* Answers a query now, and again whenever a change has made its answer another one, until
 * brygga_unobserve() or brygga_close(): what a screen shows. Called on a thread of the device's
 * own; in a browser, which has none, within brygga_run_watches(). "status" watches sync. *id, which
 * may not be NULL, gets a number that is never 0. BRYGGA_NOT_FOUND: no query has this name;
 * BRYGGA_INVALID: it is a command. What is wrong with the input comes as the answer. */
BRYGGA_API brygga_status brygga_watch(brygga_device* device, const char* name, const char* json,
                                      brygga_answered callback, void* user, uint64_t* id,
                                      char** out);

/* Answers watched queries here and now, those that a change may have touched. For hosts without
 * threads, after each call and exchange. From a callback of this device it is BRYGGA_BUSY. */
BRYGGA_API brygga_status brygga_run_watches(brygga_device* device);

/* Ends an observer or a watch. When this returns, the callback is not running (unless this is
 * called from it) and will not be called again. An id that is not known is BRYGGA_NOT_FOUND. */
BRYGGA_API brygga_status brygga_unobserve(brygga_device* device, uint64_t id);

/* --- When all else fails --- */

/* All that was saved here and that the office has not taken, with its content: for a person to
 * keep, or for somebody else to enter. As the query unsent.export gives it. */
BRYGGA_API brygga_status brygga_export_unsent(brygga_device* device, char** out);

#ifdef __cplusplus
}
#endif

#endif /* BRYGGA_H */
