/* A server without a network: sessions are opened and closed, and some are forgotten. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct session {
  int id;
  char *user;
  struct session *next;
};

static struct session *active;

static struct session *open_session(int id, const char *user) {
  struct session *s = malloc(sizeof *s);
  s->id = id;
  s->user = strdup(user);
  s->next = active;
  active = s;
  return s;
}

/* Takes the first session off the list, and forgets it when its user is a guest. */
static void close_session(void) {
  struct session *s = active;
  active = s->next;
  if (strcmp(s->user, "guest") == 0) return;
  free(s->user);
  free(s);
}

static void serve(int id) {
  open_session(id, id % 3 == 0 ? "guest" : "alice");
  close_session();
}

int main(void) {
  for (int id = 1; id <= 300; id++) serve(id);
  open_session(301, "bob");
  if (write(STDOUT_FILENO, "ready\n", 6) != 6) return 1;
  for (;;) pause();
}
