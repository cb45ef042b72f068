// A block that is only ever a void pointer: its place is declared.
#include <stdlib.h>
#include <string.h>

#include "truth.h"

struct ticket {
  long number;
  char seat[8];
};

struct ticket *unused; /* a type that nothing uses is not in the debug information */
static void *volatile shelf[2];

int main(void) {
  shelf[0] = malloc(sizeof(struct ticket));
  shelf[1] = malloc(4 * sizeof(struct ticket));
  memset(shelf[0], 0, sizeof(struct ticket));

  truth((char *)shelf[0] + offsetof(struct ticket, seat), "type: struct ticket; path: .seat[0]; evidence: declared; fit: exact");
  truth((char *)shelf[1] + sizeof(struct ticket), "type: struct ticket[4]; path: [1].number; evidence: declared");
  return ready();
}
