// trace_calls COUNT: that many reads and as many writes of 64 bytes.
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

int main(int count, char **arguments) {
  char bytes[64];
  int from = open("/dev/zero", O_RDONLY), to = open("/dev/null", O_WRONLY);
  long calls = count > 1 ? atol(arguments[1]) : 10000;
  for (long i = 0; i < calls; i++) {
    if (read(from, bytes, sizeof bytes) < 0 || write(to, bytes, sizeof bytes) < 0) return 1;
  }
  return 0;
}
