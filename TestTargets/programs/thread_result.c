// A block that a thread hands to whoever joins it: the thread's own function allocated it, not what called that.
#include <pthread.h>
#include <stdlib.h>

#include "truth.h"

struct pear {
  long weight[10];
};

static void *produce(void *unused) {
  (void)unused;
  void *block = malloc(sizeof(struct pear));
  KEEP(block);
  return block;
}

int main(void) {
  pthread_t thread;
  void *result = NULL;
  pthread_create(&thread, NULL, produce, NULL);
  pthread_join(thread, &result);
  truth(result,
        "allocator: malloc; state: live; base: %p; size: %zu; typeOrNone: struct pear; site.function: produce", result,
        sizeof(struct pear));
  return ready();
}
