// Flexible arrays: the block's size says how long the array is.
#include <stdlib.h>

#include "truth.h"

struct track {
  int id;
  float gain;
};

struct playlist {
  size_t count;
  const char *title;
  struct track tracks[];
};

struct packet {
  unsigned short kind;
  unsigned short length;
  char payload[];
};

int main(void) {
  struct playlist *list = malloc(sizeof *list + 6 * sizeof list->tracks[0]);
  list->count = 6;
  list->title = "mix";
  struct packet *packet = malloc(sizeof *packet + 40);
  packet->kind = 1;
  packet->length = 40;
  memset(packet->payload, 'x', 40);

  truth(&list->title,
        "allocator: malloc; base: %p; size: %zu; type: struct playlist; evidence: site; fit: exact; path: .title; "
        "memberType: const char *",
        (void *)list, sizeof *list + 6 * sizeof list->tracks[0]);
  truth(&list->tracks[5].gain, "type: struct playlist; path: .tracks[5].gain; memberType: float");
  truth(&packet->length, "type: struct packet; size: 44; path: .length; memberType: unsigned short");
  truth(&packet->payload[33], "type: struct packet; path: .payload[33]; memberType: char");
  return ready();
}
