// Wrappers two levels deep: the site is the caller of the outer one.
// also: gcc -O3, clang -Og
#include <stdlib.h>

#include "truth.h"

struct job {
  int id;
  struct job *next;
  void (*run)(struct job *);
};

struct queue {
  struct job *first, *last;
  long length;
};

static size_t allocated;

OUT_OF_LINE void *checked_malloc(size_t size) {
  void *block = malloc(size);
  if (!block) abort();
  allocated += size;
  return block;
}

OUT_OF_LINE void *xmalloc(size_t size) {
  void *block = checked_malloc(size ? size : 1);
  memset(block, 0, size);
  return block;
}

OUT_OF_LINE char *xstrdup(const char *text) {
  size_t size = strlen(text) + 1;
  return memcpy(xmalloc(size), text, size);
}

int main(void) {
  struct queue *queue = xmalloc(sizeof *queue); const int queue_line = __LINE__;
  struct job *job = xmalloc(sizeof *job); const int job_line = __LINE__;
  queue->first = queue->last = job;
  queue->length = 1;
  job->id = 1;
  struct job *jobs = xmalloc(12 * sizeof *jobs);
  jobs[0].id = 2;
  char *name = xstrdup("a name");

  truth(&queue->length,
        "allocator: malloc; base: %p; size: 24; type: struct queue; evidence: site; fit: exact; path: .length; "
        "memberType: long; site.function: main; site.line: %d",
        (void *)queue, queue_line);
  truth(&job->run,
        "allocator: malloc; base: %p; size: 24; type: struct job; path: .run; site.function: main; site.line: %d",
        (void *)job, job_line);
  truth(&jobs[11].next, "allocator: malloc; size: 288; type: struct job[12]; path: [11].next");
  truth(name + 2, "allocator: malloc; base: %p; size: 7; type: char[7]; path: [2]", (void *)name);
  truth(&allocated, "allocator: static; type: unsigned long; symbol: allocated; size: 8");
  return ready();
}
