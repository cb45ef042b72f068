// A parent that waits in a read while its child makes calls.
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
  int ends[2];
  char byte;
  if (pipe(ends) < 0) return 1;
  int child = fork();
  if (child == 0) {
    usleep(200000);
    for (int i = 0; i < 10; i++) lseek(-1, i, SEEK_SET);
    if (write(ends[1], "x", 1) != 1) return 1;
    _exit(4);
  }
  if (read(ends[0], &byte, 1) != 1) return 1;
  waitpid(child, 0, 0);
  return 6;
}
