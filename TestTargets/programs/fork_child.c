// fork without exec: parent and child each have their own heap from then on, and their own truth.
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "truth.h"

struct record {
  int id;
  struct record *next;
  char text[24];
};

static struct record *new_record(int id) {
  struct record *record = malloc(sizeof *record);
  record->id = id;
  record->next = NULL;
  return record;
}

static void child(struct record *shared, struct record *doomed, int told) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  free(doomed);
  int self = getpid();
  struct record *own[50];
  for (int i = 0; i < 50; i++) own[i] = new_record(i);
  struct record **table = malloc(3000 * sizeof *table);
  table[0] = own[0];
  truth(&shared->text[2],
        "allocator: malloc; state: live; base: %p; size: %zu; type: struct record; path: .text[2]; pid: %d",
        (void *)shared, sizeof *shared, self);
  truth(&own[49]->next, "allocator: malloc; state: live; base: %p; type: struct record; path: .next; pid: %d",
        (void *)own[49], self);
  truth(&table[2000], "allocator: malloc; size: 24000; type: struct record *[3000]; path: [2000]; pid: %d", self);
  if (write(told, "x", 1) != 1) _exit(1);
  for (;;) pause();
}

int main(void) {
  struct record *shared = new_record(1);
  struct record *doomed = new_record(2);
  truth_pid();
  int told[2];
  if (pipe(told) != 0) return 1;
  pid_t pid = fork();
  if (pid < 0) return 1;
  if (pid == 0) child(shared, doomed, told[1]);
  char byte;
  if (read(told[0], &byte, 1) != 1) return 1;

  // The child freed its copy, not ours.
  struct record *own = new_record(3);
  truth(&doomed->text[5], "allocator: malloc; state: live; base: %p; size: %zu; type: struct record; path: .text[5]",
        (void *)doomed, sizeof *doomed);
  truth(&shared->next, "allocator: malloc; state: live; type: struct record; path: .next");
  truth(&own->text[1], "allocator: malloc; state: live; base: %p; type: struct record; path: .text[1]", (void *)own);
  int status = ready();
  kill(pid, SIGKILL);
  waitpid(pid, NULL, 0);
  return status;
}
