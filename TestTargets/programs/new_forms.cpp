// Every form of new: plain, array, nothrow, aligned, placement, and a class's own operator.
// also: gcc -O3, clang -O2 -gdwarf-4
#include <cstdlib>
#include <new>

#include "truth.h"

namespace fleet {

struct Ship {
  Ship() : tons(100), crew(5) {}
  double tons;
  int crew;
};

struct Cargo {
  ~Cargo() { weight = 0; }
  int weight = 3;
  short units = 1;
};

struct alignas(128) Radar {
  float range[8] = {};
  int mode = 2;
};

struct Pooled {
  static void *operator new(std::size_t size) { return std::malloc(size); }
  static void operator delete(void *block) { std::free(block); }
  long id = 7;
  char tag[12] = "pooled";
};

}  // namespace fleet

int main() {
  using namespace fleet;
  Ship *ship = new Ship; const int ship_line = __LINE__;
  Ship *ships = new Ship[6];
  Cargo *cargo = new Cargo[4];
  Ship *quiet = new (std::nothrow) Ship;
  Radar *radar = new Radar;
  Pooled *pooled = new Pooled;
  int *numbers = new int[50]();
  char *text = new char[33];
  text[0] = 0;
  void *room = std::malloc(sizeof(Ship));
  Ship *placed = new (room) Ship;

  truth(&ship->crew,
        "allocator: malloc; state: live; base: %p; size: %zu; type: fleet::Ship; evidence: site; fit: exact; "
        "path: .crew; memberType: int; site.function: main; site.line: %d",
        (void *)ship, sizeof *ship, ship_line);
  truth(&ships[5].crew, "allocator: malloc; base: %p; size: 96; type: fleet::Ship[6]; path: [5].crew",
        (void *)ships);
  // An array whose elements have destructors is preceded by its length.
  truth(&cargo[2].units, "allocator: malloc; base: %p; size: 40; type: fleet::Cargo[4]; path: [2].units; "
        "memberType: short", (void *)((char *)cargo - 8));
  truth(&quiet->crew, "allocator: malloc; base: %p; type: fleet::Ship; path: .crew", (void *)quiet);
  truth(&radar->mode, "allocator: malloc; base: %p; size: %zu; type: fleet::Radar; path: .mode", (void *)radar,
        sizeof *radar);
  truth(&pooled->tag[3], "allocator: malloc; base: %p; type: fleet::Pooled; path: .tag[3]", (void *)pooled);
  truth(&numbers[30], "allocator: malloc; size: 200; type: int[50]; path: [30]");
  truth(text + 20, "allocator: malloc; size: 33; type: char[33]; path: [20]");
  truth(&placed->crew, "allocator: malloc; base: %p; size: 16; type: fleet::Ship; path: .crew", room);
  return ready();
}
