/*
 * driver.c: the agent's code inside a program that a sanitizer watches.
 *
 * A sanitizer's library has a malloc of its own and does not work beneath another one, so the agent cannot be preloaded
 * there. Here its code is linked in with other names (agent_malloc for malloc, and so on) and called as interposed
 * functions are. Four threads allocate, resize and free, hand blocks to each other, and ask about them, while others change
 * the tables; one place is used until its generation wraps; a child is forked from the middle.
 */
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "scry_alloc.h"

void *agent_malloc(size_t size);
void *agent_calloc(size_t count, size_t size);
void *agent_realloc(void *block, size_t size);
void agent_free(void *block);
int agent_pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*start)(void *), void *argument);

/* Under another name than the agent's own, which tells it to stand aside. */
bool driver_sanitizer_present(void);
bool driver_sanitizer_present(void) { return false; }

/* The agent found that malloc does not lead to it, and records nothing: it cannot know that we call it. */
extern bool recording;

enum { THREADS = 4, BLOCKS = 256, STEPS = 60000 };

#define CHECK(x) do { if (!(x)) { fprintf(stderr, "driver.c:%d: %s\n", __LINE__, #x); abort(); } } while (0)

static struct {
  pthread_mutex_t lock;
  void *block;
} mailbox = {.lock = PTHREAD_MUTEX_INITIALIZER};

static unsigned next(unsigned *seed) { return (*seed = *seed * 1103515245u + 12345u) >> 8; }

static size_t some_size(unsigned number) {
  if (number % 401 == 0) return (2u << 20) + number % 100000;
  return number % 37 == 0 ? number % 9000 : number % 200;
}

/* What the tables say of a block that this thread owns must be right. */
static void ask(const void *block, size_t size) {
  scry_alloc_info_t info;
  CHECK(alloc_dladdr(block, &info));
  CHECK(alloc_get_base(block) == block && alloc_get_size(block) == size);
  if (size > 0) CHECK(alloc_get_base((const char *)block + size - 1) == block);
}

/* Gives a block to whoever comes next, and frees the one that is there. */
static void hand_on(void *block) {
  pthread_mutex_lock(&mailbox.lock);
  void *other = mailbox.block;
  mailbox.block = block;
  pthread_mutex_unlock(&mailbox.lock);
  agent_free(other);
}

static void *work(void *argument) {
  unsigned seed = 1 + (unsigned)(uintptr_t)argument;
  void *blocks[BLOCKS] = {0};
  size_t sizes[BLOCKS] = {0};
  for (int step = 0; step < STEPS; step++) {
    unsigned at = next(&seed) % BLOCKS;
    size_t size = some_size(next(&seed));
    switch (next(&seed) % 5) {
      case 0: blocks[at] = agent_realloc(blocks[at], size + 1); sizes[at] = size + 1; break;
      case 1: hand_on(blocks[at]); blocks[at] = NULL; break;
      case 2: if (blocks[at] != NULL) ask(blocks[at], sizes[at]); break;
      default:
        agent_free(blocks[at]);
        blocks[at] = step % 2 ? agent_malloc(size) : agent_calloc(1, size);
        sizes[at] = size;
    }
  }
  for (int i = 0; i < BLOCKS; i++) agent_free(blocks[i]);
  return NULL;
}

/* More lives of one place than the generation of a record can count. */
static void wrap(void) {
  scry_alloc_info_t info;
  uint64_t last = 0;
  for (int life = 0; life < 140000; life++) {
    void *block = agent_malloc(40);
    if (life % 1000 == 0) {
      CHECK(alloc_dladdr(block, &info));
      last = info.generation;
    }
    agent_free(block);
  }
  CHECK(last > 0);
}

static void fork_in_the_middle(void) {
  void *block = agent_malloc(100);
  pid_t child = fork();
  if (child == 0) {
    ask(block, 100);
    agent_free(block);
    _exit(alloc_get_base(block) == NULL ? 0 : 1);
  }
  int status;
  CHECK(waitpid(child, &status, 0) == child && status == 0);
  agent_free(block);
}

#ifdef MISTAKE
static int shared;
static pthread_barrier_t both;

static void *race(void *unused) {
  pthread_barrier_wait(&both);
  for (int i = 0; i < 1000; i++) shared++;
  return unused;
}

__attribute__((noinline)) static void write_at(volatile char *place, int offset) { place[offset] = 1; }

/* 1: a race. 2: a write past the end of a variable. 3: a shift by too much. */
static void make_mistake(volatile int amount) {
  pthread_t threads[2];
  char room[8];
  pthread_barrier_init(&both, NULL, 2);
  if (MISTAKE == 1) {
    for (int i = 0; i < 2; i++) CHECK(agent_pthread_create(&threads[i], NULL, race, NULL) == 0);
    for (int i = 0; i < 2; i++) pthread_join(threads[i], NULL);
  }
  if (MISTAKE == 2) write_at(room, amount);
  if (MISTAKE == 3) shared = 1 << (amount + 32);
}
#endif

int main(void) {
  recording = true;
#ifdef MISTAKE
  make_mistake(8);
#endif
  pthread_t threads[THREADS];
  for (uintptr_t i = 0; i < THREADS; i++) CHECK(agent_pthread_create(&threads[i], NULL, work, (void *)i) == 0);
  fork_in_the_middle();
  wrap();
  for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
  hand_on(NULL);
  puts("ok");
  return 0;
}
