/* The conformance script in C; play.py says what a runner does. Stores that a step does not close
 * are left open, as in a program that ends. */
#define _POSIX_C_SOURCE 200809L
#include <brygga.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { stores_max = 8, watches_max = 16, parts_max = 4, wait_seconds = 10 };

typedef struct store {
  char name[64];
  brygga_device* device;
} store;

/* What came to an observer or a watch and was not asked for yet. */
typedef struct item {
  char* kind;
  char* json;
  struct item* next;
} item;

typedef struct listener {
  uint64_t id;
  item* first;
} listener;

static store stores[stores_max];
static listener listeners[watches_max];
static int listener_count;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t came = PTHREAD_COND_INITIALIZER;
static const char* folder;

static void take(listener* to, const char* kind, const char* json) {
  item* last = malloc(sizeof *last);
  item** at;
  if (last == NULL) abort();
  last->kind = strdup(kind);
  last->json = strdup(json);
  last->next = NULL;
  pthread_mutex_lock(&mutex);
  for (at = &to->first; *at != NULL; at = &(*at)->next) {
  }
  *at = last;
  pthread_cond_broadcast(&came);
  pthread_mutex_unlock(&mutex);
}

static void on_answer(void* user, brygga_status status, const char* json) {
  take(user, brygga_status_name(status), json);
}

static void on_change(void* user, const char* json) { take(user, "ok", json); }

static void tell(const char* kind, const char* json) {
  printf("%s\t%s\n", kind, json != NULL ? json : "{}");
  fflush(stdout);
}

static void tell_next(const char* number) {
  const int at = atoi(number);
  struct timespec until;
  item* first;
  if (at < 0 || at >= listener_count) {
    tell("not_found", NULL);
    return;
  }
  clock_gettime(CLOCK_REALTIME, &until);
  until.tv_sec += wait_seconds;
  pthread_mutex_lock(&mutex);
  while (listeners[at].first == NULL && pthread_cond_timedwait(&came, &mutex, &until) == 0) {
  }
  first = listeners[at].first;
  if (first != NULL) listeners[at].first = first->next;
  pthread_mutex_unlock(&mutex);
  if (first == NULL) {
    tell("none", NULL);
    return;
  }
  tell(first->kind, first->json);
  free(first->kind);
  free(first->json);
  free(first);
}

static store* find_store(const char* name) {
  int at;
  for (at = 0; at < stores_max; ++at) {
    if (stores[at].device != NULL && strcmp(stores[at].name, name) == 0) return &stores[at];
  }
  return NULL;
}

static brygga_status open_store(const char* name, char** out) {
  char path[4096];
  int at = 0;
  while (at + 1 < stores_max && stores[at].device != NULL) ++at;
  snprintf(path, sizeof path, "%s/%s.db", folder, name);
  snprintf(stores[at].name, sizeof stores[at].name, "%s", name);
  return brygga_open(path, NULL, &stores[at].device, out);
}

/* part: the verb, the store, and what else the step says; empty where it says nothing. */
static void run(char* part[parts_max]) {
  const char* verb = part[0];
  char* out = NULL;
  store* open = find_store(part[1]);
  brygga_device* device = open != NULL ? open->device : NULL;
  brygga_status status = BRYGGA_INVALID;
  if (strcmp(verb, "watched") == 0 || strcmp(verb, "observed") == 0) {
    tell_next(part[1]);
    return;
  }
  if (strcmp(verb, "open") == 0) {
    status = open_store(part[1], &out);
    /* The path is another in each run. */
    brygga_free(out);
    out = NULL;
  } else if (strcmp(verb, "close") == 0) {
    status = open != NULL ? brygga_close(&open->device) : BRYGGA_NOT_FOUND;
  } else if (strcmp(verb, "call") == 0) {
    status = brygga_call(device, part[2], part[3], &out);
  } else if (strcmp(verb, "enrol") == 0) {
    status = brygga_enrol(device, part[2], &out);
  } else if (strcmp(verb, "sync") == 0) {
    status = brygga_sync(device, part[2], NULL, NULL, &out);
  } else if (strcmp(verb, "start") == 0) {
    status = brygga_sync_start(device, NULL, NULL, NULL, &out);
  } else if (strcmp(verb, "stop") == 0) {
    status = brygga_sync_stop(device);
  } else if (strcmp(verb, "hint") == 0) {
    status = brygga_hint(device, part[2], &out);
  } else if (strcmp(verb, "export") == 0) {
    status = brygga_export_unsent(device, &out);
  } else if (strcmp(verb, "watch") == 0 || strcmp(verb, "observe") == 0) {
    listener* one = &listeners[listener_count];
    char number[32];
    status = verb[0] == 'w' ? brygga_watch(device, part[2], part[3], on_answer, one, &one->id, &out)
                            : brygga_observe(device, on_change, one, &one->id);
    if (status == BRYGGA_OK) {
      snprintf(number, sizeof number, "{\"number\":%d}", listener_count++);
      tell("ok", number);
      brygga_free(out);
      return;
    }
  } else if (strcmp(verb, "unwatch") == 0 || strcmp(verb, "unobserve") == 0) {
    status = brygga_unobserve(device, listeners[atoi(part[2])].id);
  }
  tell(brygga_status_name(status), out);
  brygga_free(out);
}

int main(int count, char** arguments) {
  char* line = NULL;
  size_t room = 0;
  ssize_t length;
  if (count != 2) return 2;
  folder = arguments[1];
  while ((length = getline(&line, &room, stdin)) > 0) {
    static char empty[] = "";
    char* part[parts_max] = {empty, empty, empty, empty};
    char* rest = line;
    int at;
    line[strcspn(line, "\n")] = '\0';
    for (at = 0; at < parts_max && rest != NULL; ++at) {
      char* tab = at + 1 < parts_max ? strchr(rest, '\t') : NULL;
      part[at] = rest;
      rest = tab != NULL ? tab + 1 : NULL;
      if (tab != NULL) *tab = '\0';
    }
    run(part);
  }
  free(line);
  for (int at = 0; at < stores_max; ++at) brygga_close(&stores[at].device);
  return 0;
}
