// measure RESULT COMMAND…: runs a command and writes what it cost to the file RESULT: CPU and wall seconds, peak KiB, status.
//
// A process starts with the peak of whoever forked it (the kernel keeps ru_maxrss across exec), so a small program has to do it.
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static double seconds(struct timeval time) { return (double)time.tv_sec + (double)time.tv_usec * 1e-6; }

int main(int argc, char **argv) {
  if (argc < 3) return 2;
  double start = now();
  pid_t pid = fork();
  if (pid < 0) return 1;
  if (pid == 0) {
    execvp(argv[2], argv + 2);
    _exit(127);
  }
  struct rusage usage;
  int status;
  if (wait4(pid, &status, 0, &usage) != pid) return 1;
  char text[200];
  int length = snprintf(text, sizeof text, "%.6f %.6f %ld %d\n", seconds(usage.ru_utime) + seconds(usage.ru_stime),
                        now() - start, usage.ru_maxrss, status);
  int file = open(argv[1], O_WRONLY | O_CREAT | O_TRUNC, 0600);
  return file >= 0 && write(file, text, (size_t)length) == length ? 0 : 1;
}
