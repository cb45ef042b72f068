// Smart pointers: what they own, and the control blocks beside it.
#include <memory>
#include <vector>

#include "truth.h"

struct Shape {
  virtual ~Shape() = default;
  int sides = 0;
};

struct Square : Shape {
  explicit Square(double edge) : edge(edge) { sides = 4; }
  double edge;
};

struct Scene {
  std::unique_ptr<Shape> first;
  std::vector<std::unique_ptr<Shape>> rest;
  std::shared_ptr<Shape> shared;
  int number = 1;
};

int main() {
  auto scene = std::make_unique<Scene>();
  scene->first = std::make_unique<Square>(2.5);
  scene->rest.push_back(std::make_unique<Square>(3.5));
  scene->shared = std::shared_ptr<Shape>(new Square(4.5));
  auto numbers = std::make_unique<int[]>(30);
  auto together = std::make_shared<Scene>();
  auto *first = static_cast<Square *>(scene->first.get());
  auto *shared = static_cast<Square *>(scene->shared.get());

  truth(&scene->number, "allocator: malloc; size: %zu; type: Scene; path: .number; memberType: int", sizeof *scene);
  truth(&first->edge, "allocator: malloc; base: %p; type: Square; path: .edge; memberType: double", (void *)first);
  truth(&shared->sides, "allocator: malloc; base: %p; type: Square; path: .sides", (void *)shared);
  truth(&scene->rest[0]->sides, "allocator: malloc; type: Square; path: .sides");
  truth(&numbers[20], "allocator: malloc; size: 120; type: int[30]; path: [20]");
  truth(&together->number, "allocator: malloc; state: live; size: %zu", sizeof(Scene) + 16);
  return ready();
}
