// Objects that all kinds of memory point at. It prints, for each, where the pointers to it stand and the shortest path to it.
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct leaf {
  long number;
  char text[24];
};

struct node {
  struct node *next;
  void *data;
  unsigned long disguised;
  union {
    struct leaf *leaf;
    double weight;
  } of;
};

struct box {
  struct node node;
  struct leaf *row[3];
};

static struct node *head;
static struct box box;
static __thread struct leaf *local_leaf;
static void *raw[4];
static pthread_barrier_t barrier;

#define BARRIER __asm__ volatile("" ::: "memory")

static struct leaf *new_leaf(long number) {
  struct leaf *leaf = calloc(1, sizeof *leaf);
  leaf->number = number;
  return leaf;
}

static struct node *new_node(struct node *next) {
  struct node *node = calloc(1, sizeof *node);
  node->next = next;
  return node;
}

static void refers(const char *object, const void *at, const char *evidence) {
  printf("refers %s %p %s\n", object, at, evidence);
}

static void *wait_with_leaf(void *argument) {
  local_leaf = argument;
  refers("threadLeaf", &local_leaf, "declared");
  pthread_barrier_wait(&barrier);
  pause();
  return NULL;
}

__attribute__((noinline)) static void hold_on_stack(struct leaf *leaf) {
  struct leaf *volatile kept = leaf;
  refers("stackLeaf", (void *)&kept, "declared");
  printf("object stackLeaf %p\n", (void *)leaf);
  printf("ready\n");
  fflush(stdout);
  char line[16];
  if (read(0, line, sizeof line) <= 0) _exit(0);
  BARRIER;
  puts(kept ? "" : "none");
}

int main(void) {
  // A list of four, its last one with a leaf by a union; by a void *, in disguise, in the middle of the leaf.
  struct leaf *far = new_leaf(1);
  for (int i = 0; i < 4; i++) head = new_node(head);
  struct node *second = head->next, *third = second->next, *last = third->next;
  last->of.leaf = far;
  second->data = far->text + 3;
  third->disguised = (unsigned long)far;
  refers("far", &last->of.leaf, "declared");
  refers("far", &second->data, "declared");
  refers("far", &third->disguised, "conservative");
  printf("object far %p\n", (void *)far);
  printf("path far %p %p %p\n", (void *)&head, (void *)&head->next, (void *)&second->data);

  // In static data: a member of an array, and an untyped word.
  struct leaf *near = new_leaf(2);
  box.row[2] = near;
  raw[1] = near;
  refers("near", &box.row[2], "declared");
  refers("near", &raw[1], "declared");
  printf("object near %p\n", (void *)near);
  printf("path near %p\n", (void *)(&box.row[2] < (struct leaf **)&raw[1] ? (void *)&box.row[2] : (void *)&raw[1]));

  // Two that hold each other and nobody else does; one that only freed memory points at.
  struct node *a = new_node(NULL), *b = new_node(a);
  a->next = b;
  refers("cycle", &b->next, "declared");
  printf("object cycle %p\n", (void *)a);
  printf("leaked cycle\n");
  struct leaf *lost = new_leaf(3);
  struct node *freed = new_node(NULL);
  freed->of.leaf = lost;
  free(freed);
  printf("object lost %p\n", (void *)lost);
  printf("leaked lost\n");

  pthread_barrier_init(&barrier, NULL, 2);
  struct leaf *of_thread = new_leaf(4);
  printf("object threadLeaf %p\n", (void *)of_thread);
  pthread_t thread;
  pthread_create(&thread, NULL, wait_with_leaf, of_thread);
  pthread_barrier_wait(&barrier);

  struct leaf *of_stack = new_leaf(5);
  // Nothing of this is to be left in registers and frames.
  a = b = freed = NULL;
  lost = near = far = of_thread = NULL;
  second = third = last = NULL;
  BARRIER;
  hold_on_stack(of_stack);
}
