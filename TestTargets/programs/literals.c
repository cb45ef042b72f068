// Read-only data: string literals, constant tables, and constants that only the compiler knows.
#include "truth.h"

struct keyword {
  const char *name;
  int token;
};

static const struct keyword keywords[] = {{"if", 1}, {"else", 2}, {"while", 3}, {"return", 4}};
const double powers[6] = {1, 10, 100, 1000, 1e4, 1e5};
const char banner[] = "a banner of some length";
static const char *greeting = "hello from a string literal";

int main(void) {
  KEEP(keywords);
  KEEP(&greeting);
  truth(&keywords[2].token,
        "allocator: static; base: %p; size: %zu; type: struct keyword[4]; evidence: declared; path: [2].token; "
        "memberType: int; symbol: keywords",
        (const void *)keywords, sizeof keywords);
  truth(&powers[4], "allocator: static; type: double[6]; path: [4]; symbol: powers");
  truth(&banner[10], "allocator: static; type: char[24]; path: [10]; symbol: banner");
  truth(greeting, "allocator: static; state: live; base: %p; typeOrNone: char[28]",
        (const void *)greeting);
  truth(keywords[3].name, "allocator: static; base: %p; typeOrNone: char[7]", (const void *)keywords[3].name);
  truth(&greeting, "allocator: static; type: const char *; symbol: greeting");
  return ready();
}
