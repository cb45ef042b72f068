// Wrappers three and four levels deep, each adding something of its own.
#include <stdlib.h>

#include "truth.h"

struct session {
  long id;
  char user[32];
  int open;
};

struct event {
  int kind;
  struct session *session;
};

static long calls;

OUT_OF_LINE void *raw_alloc(size_t size, int zero) {
  void *block = zero ? calloc(1, size) : malloc(size);
  calls++;
  return block;
}

OUT_OF_LINE void *safe_alloc(size_t size, int zero) {
  void *block = raw_alloc(size, zero);
  if (!block) abort();
  return block;
}

OUT_OF_LINE void *mem_new(size_t count, size_t size) {
  void *block = safe_alloc(count * size, 0);
  if (calls % 2) calls++;
  return block;
}

OUT_OF_LINE void *mem_new0(size_t count, size_t size) {
  void *block = mem_new(count, size);
  memset(block, 0, count * size);
  return block;
}

int main(void) {
  struct session *session = mem_new0(1, sizeof *session); const int session_line = __LINE__;
  session->id = 1;
  session->open = 1;
  struct event *events = mem_new(9, sizeof *events); const int events_line = __LINE__;
  events[0].kind = 1;
  events[0].session = session;
  struct event *event = safe_alloc(sizeof *event, 1);
  event->session = session;

  truth(&session->open,
        "allocator: malloc; base: %p; size: %zu; type: struct session; path: .open; memberType: int; "
        "site.function: main; site.line: %d",
        (void *)session, sizeof *session, session_line);
  truth(&session->user[7], "type: struct session; path: .user[7]; memberType: char");
  truth(&events[8].session,
        "allocator: malloc; base: %p; type: struct event[9]; path: [8].session; memberType: struct session *; "
        "site.line: %d",
        (void *)events, events_line);
  truth(&event->session, "allocator: malloc; base: %p; type: struct event; path: .session", (void *)event);
  return ready();
}
