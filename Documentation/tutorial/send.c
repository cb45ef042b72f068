/* Sends measurements over a socket, with one mistake. */
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

struct measurement {
  int sensor;
  float celsius;
  char unit[8];
};

static void transmit(int socket, const struct measurement *m, size_t size) {
  if (write(socket, m, size) < 0) abort();
}

int main(void) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) return 1;
  struct measurement *m = malloc(sizeof *m);
  *m = (struct measurement){7, 21.5f, "C"};
  transmit(ends[0], m, sizeof *m);
  m->celsius = 22.0f;
  transmit(ends[0], m, sizeof *m + 8); /* more than there is */
  free(m);
  return 0;
}
