// Strings that libc allocates: strdup, strndup, asprintf, getline, realpath.
#include <stdlib.h>

#include "truth.h"

struct person {
  char *name;
  char *nickname;
  int age;
};

int main(void) {
  struct person *person = malloc(sizeof *person);
  person->name = strdup("Augusta Ada King");
  person->nickname = strndup("Countess of Lovelace", 8);
  person->age = 36;
  char *label = NULL;
  if (asprintf(&label, "%s, aged %d", person->name, person->age) < 0) return 1;
  void *hidden = strdup("held through void");
  char *path = realpath("/", NULL);

  truth(&person->age, "type: struct person; path: .age; size: %zu", sizeof *person);
  truth(person->name + 8, "allocator: malloc; base: %p; size: 17; type: char[17]; path: [8]; memberType: char",
        (void *)person->name);
  truth(person->nickname + 3, "allocator: malloc; base: %p; size: 9; type: char[9]; path: [3]",
        (void *)person->nickname);
  truth(label + 2,
        "allocator: malloc; state: live; base: %p; size: %zu; type: char[%zu]; path: [2]", (void *)label, strlen(label) + 1,
        strlen(label) + 1);
  truth((char *)hidden + 5, "allocator: malloc; base: %p; size: 18; type: char[18]; path: [5]", hidden);
  truth(path, "allocator: malloc; state: live; base: %p", (void *)path);
  return ready();
}
