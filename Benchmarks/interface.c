// interface.c: a program with very many small objects of three types, for the terminal interface. Usage: interface COUNT
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct point {
  double x, y;
};

struct person {
  struct person *next;
  long number;
  char name[16];
};

struct order {
  struct person *buyer;
  int amount;
};

static struct person *people;

int main(int count, char **words) {
  long total = count > 1 ? atol(words[1]) : 1000;
  void **others = malloc(sizeof *others * (size_t)total);
  long kept = 0;
  for (long number = 0; number < total; number++) {
    if (number % 3 == 0) {
      struct person *person = malloc(sizeof *person);
      person->next = people;
      person->number = number;
      snprintf(person->name, sizeof person->name, "person %ld", number);
      people = person;
    } else if (number % 3 == 1) {
      struct point *point = malloc(sizeof *point);
      point->x = (double)number;
      point->y = 1;
      others[kept++] = point;
    } else {
      struct order *order = malloc(sizeof *order);
      order->buyer = people;
      order->amount = (int)number;
      others[kept++] = order;
    }
  }
  printf("%d\n", (int)getpid());
  fflush(stdout);
  pause();
  return others[0] == NULL;
}
