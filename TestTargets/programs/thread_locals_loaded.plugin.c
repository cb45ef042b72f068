// What thread_locals_loaded.c loads.
struct tally {
  long count;
  short marks[4];
};

static __thread struct tally tally = {100, {1, 2, 3, 4}};

struct tally *plugin_tally(void) { return &tally; }
