/* A queue of tasks whose arguments are void pointers to things of different kinds. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct picture {
  int width, height;
  double scale;
};

struct message {
  const char *text;
  unsigned urgency;
};

struct task {
  void (*run)(void *);
  void *argument;
  struct task *next;
};

static struct task *queue;

static void resize(void *argument) { ((struct picture *)argument)->scale *= 2; }
static void deliver(void *argument) { puts(((struct message *)argument)->text); }

static void later(void (*run)(void *), void *argument) {
  struct task *task = malloc(sizeof *task);
  *task = (struct task){run, argument, queue};
  queue = task;
}

int main(void) {
  struct picture *picture = malloc(sizeof *picture);
  *picture = (struct picture){640, 480, 1.5};
  struct message *message = malloc(sizeof *message);
  *message = (struct message){"the paper is out", 3};
  later(resize, picture);
  later(deliver, message);
  if (write(STDOUT_FILENO, "ready\n", 6) != 6) return 1;
  for (;;) pause();
}
