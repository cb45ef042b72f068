// A list linked through void pointers: nothing but the sites says what a node is.
// also: gcc -O3, gcc -Og, clang -Og, gcc -O2 -flto, gcc -O0 -gdwarf-4, clang -O2 -gdwarf-4
#include <stdlib.h>

#include "truth.h"

struct node {
  void *next;
  int value;
  void *payload;
};

struct payload {
  double weight;
  short rank;
};

static const int node_line = __LINE__ + 3;

static void *push(void *head, int value) {
  struct node *node = malloc(sizeof *node);
  node->next = head;
  node->value = value;
  node->payload = NULL;
  return node;
}

static void *weigh(double weight) {
  struct payload *payload = malloc(sizeof *payload);
  payload->weight = weight;
  payload->rank = 3;
  return payload;
}

int main(void) {
  void *head = NULL;
  for (int i = 0; i < 5; i++) head = push(head, i);
  for (struct node *n = head; n; n = n->next) n->payload = weigh(n->value * 0.5);

  for (struct node *n = head; n; n = n->next) {
    truth(&n->value,
          "allocator: malloc; state: live; base: %p; size: %zu; offset: %zu; type: struct node; evidence: site; "
          "fit: exact; path: .value; memberType: int; site.line: %d; site.function: push",
          (void *)n, sizeof *n, offsetof(struct node, value), node_line);
    truth(&n->payload, "type: struct node; path: .payload; memberType: void *");
    struct payload *p = n->payload;
    truth(&p->rank,
          "allocator: malloc; base: %p; size: %zu; type: struct payload; path: .rank; memberType: short",
          (void *)p, sizeof *p);
  }
  return ready();
}
