// A place that is freed and used again by something else: the answer is what is there now.
#include <stdlib.h>

#include "truth.h"

struct cat {
  double weight;
  int lives;
  char name[20];
};

struct dog {
  long tag;
  char name[20];
  short age;
};

static OUT_OF_LINE struct cat *new_cat(void) {
  struct cat *cat = malloc(sizeof *cat);
  cat->lives = 9;
  return cat;
}

static OUT_OF_LINE struct dog *new_dog(void) {
  struct dog *dog = malloc(sizeof *dog);
  dog->age = 3;
  return dog;
}

int main(void) {
  struct dog *dog = NULL;
  // Every round frees a cat and may give its place to a dog.
  for (int round = 0; round < 70000; round++) {
    free(dog);
    struct cat *cat = new_cat();
    KEEP(cat);
    free(cat);
    dog = new_dog();
    KEEP(dog);
  }
  truth(&dog->age, "allocator: malloc; state: live; base: %p; size: %zu; type: struct dog; path: .age; "
        "memberType: short; site.function: new_dog", (void *)dog, sizeof *dog);
  return ready();
}
