// Static data of every sort: globals, file statics, static locals of the same name, zeroed and initialised.
#include "truth.h"

enum mood { CALM, BUSY = 5 };

typedef struct {
  int major, minor;
} version_t;

struct config {
  const char *path;
  enum mood mood;
  version_t version;
  struct {
    unsigned short port;
    char host[20];
  } server;
};

struct config config = {"/etc/x", BUSY, {1, 2}, {80, "localhost"}};
static version_t history[5] = {{1, 0}};
enum mood current_mood = BUSY;
unsigned long long ticks;
static char scratch[5000];

static OUT_OF_LINE int *count_calls(void) {
  static int counter;
  static struct config *last;
  last = &config;
  counter++;
  truth(&counter, "allocator: static; state: live; base: %p; size: 4; type: int", (void *)&counter);
  truth(&last, "allocator: static; base: %p; size: 8; type: struct config *", (void *)&last);
  return &counter;
}

static OUT_OF_LINE double *average(double value) {
  static double counter = 0.5;
  counter += value;
  truth(&counter, "allocator: static; base: %p; size: 8; type: double", (void *)&counter);
  return &counter;
}

int main(void) {
  KEEP(count_calls());
  KEEP(average(1));
  KEEP(history);
  history[1].major = scratch[0];
  ticks++;

  truth(&config.server.host[4],
        "allocator: static; state: live; base: %p; size: %zu; offset: %zu; type: struct config; evidence: declared; "
        "path: .server.host[4]; memberType: char; symbol: config",
        (void *)&config, sizeof config, (size_t)(&config.server.host[4] - (char *)&config));
  truth(&config.version.minor, "type: struct config; path: .version.minor; memberType: int");
  truth(&config.mood, "type: struct config; path: .mood; memberType: enum mood");
  truth(&history[3].minor, "allocator: static; type: version_t[5]; path: [3].minor; symbol: history");
  truth(&current_mood, "allocator: static; type: enum mood; symbol: current_mood; size: 4");
  truth(&ticks, "allocator: static; type: unsigned long long; symbol: ticks; size: 8");
  truth(&scratch[4321], "allocator: static; type: char[5000]; path: [4321]; symbol: scratch");
  return ready();
}
