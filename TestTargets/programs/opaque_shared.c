// A type completed in a shared library: the program holds a handle, the library knows what it is.
#include "opaque_shared.h"

#include <stdlib.h>

#include "truth.h"

struct application {
  struct database *database;
  int verbose;
};

int main(void) {
  struct application *application = malloc(sizeof *application);
  application->database = database_open("people");
  application->verbose = database_opened;

  truth(&application->verbose, "allocator: malloc; type: struct application; path: .verbose; size: %zu",
        sizeof *application);
  truth(database_count_address(application->database),
        "allocator: malloc; base: %p; type: struct database; path: .count; memberType: long; "
        "site.function: database_open",
        (void *)application->database);
  truth(&database_opened, "allocator: static; type: int; symbol: database_opened; size: 4");
  return ready();
}
