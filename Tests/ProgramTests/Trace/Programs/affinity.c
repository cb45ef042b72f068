// Prints the processors that it may run on, before and after many calls, and those of a child.
#define _GNU_SOURCE
#include <sched.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static void show(const char *who) {
  cpu_set_t set;
  CPU_ZERO(&set);
  sched_getaffinity(0, sizeof set, &set);
  printf("%s", who);
  for (int i = 0; i < CPU_SETSIZE; i++)
    if (CPU_ISSET(i, &set)) printf(" %d", i);
  printf("\n");
  fflush(stdout);
}

int main(void) {
  show("at first");
  for (int i = 0; i < 5000; i++) getppid();
  show("after many calls");
  int child = fork();
  if (child == 0) {
    show("child");
    _exit(0);
  }
  waitpid(child, 0, 0);
  for (int i = 0; i < 5000; i++) getppid();
  show("after the child");
  return 0;
}
