/* brygga.h must be C99 without extensions: this file is compiled as that. */
#include "abuse_in_c99.h"

#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "brygga.h"

static brygga_status opened(const char* path, brygga_device** device) {
  return brygga_open(path, NULL, device, NULL);
}

/* Whether the call comes back with the status, and a text that holds the word. */
static int answers(brygga_device* device, const char* name, const char* json, brygga_status wanted,
                   const char* word) {
  char* out = NULL;
  const brygga_status status = brygga_call(device, name, json, &out);
  const int is_so = status == wanted && out != NULL && strstr(out, word) != NULL;
  brygga_free(out);
  return is_so;
}

int null_is_refused(void) {
  brygga_device* device = NULL;
  brygga_exchange* exchange = NULL;
  char* out = NULL;
  uint64_t id = 7;
  int is_so = brygga_open(NULL, NULL, &device, &out) == BRYGGA_INVALID && device == NULL;
  brygga_free(out);
  is_so = is_so && answers(NULL, "status", "{}", BRYGGA_INVALID, "\"null\"");
  is_so = is_so && brygga_enrol(NULL, NULL, NULL) == BRYGGA_INVALID;
  is_so = is_so && brygga_sync(NULL, NULL, NULL, NULL, NULL) == BRYGGA_INVALID;
  is_so = is_so && brygga_sync_start(NULL, NULL, NULL, NULL, NULL) == BRYGGA_INVALID;
  is_so = is_so && brygga_sync_stop(NULL) == BRYGGA_INVALID;
  is_so = is_so && brygga_hint(NULL, NULL, NULL) == BRYGGA_INVALID;
  is_so = is_so && brygga_exchange_next(NULL, NULL, NULL, NULL) == BRYGGA_INVALID;
  is_so = is_so && brygga_exchange_enrol(NULL, NULL, &exchange, NULL) == BRYGGA_INVALID;
  is_so = is_so && brygga_exchange_body(NULL, NULL, NULL) == BRYGGA_INVALID;
  is_so = is_so && brygga_exchange_end(NULL, 0, NULL, 0, NULL) == BRYGGA_INVALID;
  is_so = is_so && brygga_observe(NULL, NULL, NULL, &id) == BRYGGA_INVALID && id == 0;
  is_so = is_so && brygga_watch(NULL, NULL, NULL, NULL, NULL, NULL, NULL) == BRYGGA_INVALID;
  is_so = is_so && brygga_run_watches(NULL) == BRYGGA_INVALID;
  is_so = is_so && brygga_unobserve(NULL, 1) == BRYGGA_INVALID;
  is_so = is_so && brygga_export_unsent(NULL, NULL) == BRYGGA_INVALID;
  is_so = is_so && brygga_names(NULL) == BRYGGA_OK && brygga_schema(NULL) == BRYGGA_OK;
  brygga_free(NULL);
  return is_so && brygga_close(NULL) == BRYGGA_OK && brygga_close(&device) == BRYGGA_OK;
}

int wrong_and_closed_handles_are_found_out(const char* path) {
  brygga_device* device = NULL;
  brygga_device* copy;
  int number = 0;
  int is_so;
  if (opened(path, &device) != BRYGGA_OK) return 0;
  copy = device;
  is_so = brygga_close(&device) == BRYGGA_OK && device == NULL;
  is_so = is_so && brygga_close(&device) == BRYGGA_OK;
  is_so = is_so && answers(copy, "status", NULL, BRYGGA_INVALID, "\"no_device\"");
  is_so = is_so && brygga_close(&copy) == BRYGGA_INVALID;
  copy = (brygga_device*)(void*)&number;
  return is_so && answers(copy, "status", NULL, BRYGGA_INVALID, "\"no_device\"");
}

int texts_that_are_none_are_refused(const char* path) {
  brygga_device* device = NULL;
  int is_so;
  if (opened(path, &device) != BRYGGA_OK) return 0;
  is_so = answers(device, "status\xff", NULL, BRYGGA_INVALID, "\"error\"");
  is_so = is_so && answers(device, "participants.list", "{\"search\": \"\xe5\"}", BRYGGA_INVALID,
                           "\"error\"");
  is_so = is_so && answers(device, "participants.list", "{\"search\": \"\xed\xa0\x80\"}",
                           BRYGGA_INVALID, "\"error\"");
  is_so = is_so && answers(device, "participants.list", "{", BRYGGA_INVALID, "\"json_syntax\"");
  return brygga_close(&device) == BRYGGA_OK && is_so;
}

int huge_and_empty_inputs_are_answered(const char* path) {
  const size_t length = (size_t)65 << 20; /* above the 64 MiB of a call */
  brygga_device* device = NULL;
  char* huge = malloc(length + 1);
  int is_so;
  if (huge == NULL || opened(path, &device) != BRYGGA_OK) return 0;
  memset(huge, ' ', length);
  huge[length] = '\0';
  is_so = answers(device, "status", huge, BRYGGA_TOO_LARGE, "\"too_large\"");
  /* As deep as it is long, and within the bound. */
  memset(huge, '[', length);
  huge[1 << 20] = '\0';
  is_so = is_so && answers(device, "status", huge, BRYGGA_INVALID, "\"error\"");
  is_so = is_so && answers(device, "status", "", BRYGGA_OK, "\"unsent\"");
  is_so = is_so && answers(device, "status", NULL, BRYGGA_OK, "\"unsent\"");
  is_so = is_so && answers(device, "", "{}", BRYGGA_NOT_FOUND, "\"unknown_name\"");
  free(huge);
  return brygga_close(&device) == BRYGGA_OK && is_so;
}

enum { threads = 4, calls_each = 25 };

static void* call_often(void* device) {
  size_t done = 0;
  int at;
  for (at = 0; at < calls_each; ++at) {
    done += (size_t)answers(device, "status", NULL, BRYGGA_OK, "\"unsent\"");
    done += (size_t)answers(device, "participant.teleport", "{}", BRYGGA_NOT_FOUND, "\"error\"");
  }
  return (void*)done;
}

int threads_may_all_call_at_once(const char* path) {
  brygga_device* device = NULL;
  pthread_t thread[threads];
  size_t done = 0;
  int at;
  if (opened(path, &device) != BRYGGA_OK) return 0;
  for (at = 0; at < threads; ++at) pthread_create(&thread[at], NULL, call_often, device);
  for (at = 0; at < threads; ++at) {
    void* of_one = NULL;
    pthread_join(thread[at], &of_one);
    done += (size_t)of_one;
  }
  return brygga_close(&device) == BRYGGA_OK && done == (size_t)(2 * threads * calls_each);
}

struct inside {
  brygga_device* device;
  int calls;
  int went_well;
};

static void on_answer(void* user, brygga_status status, const char* json) {
  struct inside* inside = user;
  brygga_device* copy = inside->device;
  inside->went_well = status == BRYGGA_OK && strstr(json, "\"enrolled\"") != NULL &&
                      brygga_close(&copy) == BRYGGA_BUSY && copy != NULL &&
                      brygga_sync_stop(copy) == BRYGGA_BUSY &&
                      brygga_run_watches(copy) == BRYGGA_BUSY &&
                      answers(copy, "status", NULL, BRYGGA_OK, "\"unsent\"");
  ++inside->calls;
}

int callback_may_call_but_not_close(const char* path) {
  struct inside inside = {NULL, 0, 0};
  uint64_t id = 0;
  int is_so;
  if (opened(path, &inside.device) != BRYGGA_OK) return 0;
  is_so = brygga_watch(inside.device, "status", NULL, on_answer, &inside, &id, NULL) == BRYGGA_OK;
  /* Whichever thread answers first, this one waits for it. */
  is_so = is_so && brygga_run_watches(inside.device) == BRYGGA_OK;
  is_so = is_so && brygga_unobserve(inside.device, id) == BRYGGA_OK;
  is_so = is_so && inside.calls == 1 && inside.went_well;
  return brygga_close(&inside.device) == BRYGGA_OK && is_so;
}
