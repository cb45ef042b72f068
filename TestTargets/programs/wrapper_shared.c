// Wrappers in a shared library, with and without a type of the library's own.
#include "wrapper_shared.h"

#include <stdlib.h>

#include "truth.h"

struct client {
  int socket;
  struct buffer *input;
  char *name;
};

int main(void) {
  struct client *client = shared_alloc(sizeof *client); const int client_line = __LINE__;
  client->socket = 3;
  client->input = buffer_new(100);
  client->name = shared_strdup("client one");
  struct client *clients = shared_alloc(4 * sizeof *clients);
  clients[0].socket = 4;

  truth(&client->name,
        "allocator: malloc; base: %p; size: %zu; type: struct client; evidence: site; fit: exact; path: .name; "
        "site.function: main; site.line: %d",
        (void *)client, sizeof *client, client_line);
  truth(&clients[3].socket, "allocator: malloc; base: %p; type: struct client[4]", (void *)clients);
  truth(&clients[3].input, "type: struct client[4]; path: [3].input; memberType: struct buffer *");
  truth(&client->input->length,
        "allocator: malloc; type: struct buffer; path: .length; memberType: size_t; site.function: buffer_new");
  truth(client->name + 4, "allocator: malloc; size: 11; type: char[11]; path: [4]");
  return ready();
}
