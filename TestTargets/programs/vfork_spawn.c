// vfork, posix_spawn and system: children that borrow our memory for a moment leave the index as it was.
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>

#include "truth.h"

extern char **environ;

struct page {
  long number;
  char *text;
};

static int borrow(void) {
  pid_t pid = vfork();
  if (pid == 0) {
    execl("/bin/false", "false", (char *)NULL);
    _exit(7);
  }
  int status = 0;
  waitpid(pid, &status, 0);
  return WEXITSTATUS(status);
}

static int spawn(void) {
  char *arguments[] = {"true", NULL};
  pid_t pid;
  if (posix_spawn(&pid, "/bin/true", NULL, NULL, arguments, environ) != 0) return -1;
  int status = 0;
  waitpid(pid, &status, 0);
  return WEXITSTATUS(status);
}

int main(void) {
  struct page *before = malloc(sizeof *before);
  before->number = 1;
  before->text = strdup("before");
  if (borrow() != 1 || spawn() != 0 || system("exit 3") >> 8 != 3) return 1;
  struct page *after = malloc(sizeof *after);
  after->number = 2;
  after->text = before->text;

  truth(&before->text, "allocator: malloc; state: live; base: %p; size: 16; type: struct page; path: .text",
        (void *)before);
  truth(before->text + 1, "allocator: malloc; state: live; type: char[7]; path: [1]");
  truth(&after->text, "allocator: malloc; state: live; base: %p; size: 16; type: struct page; path: .text",
        (void *)after);
  return ready();
}
