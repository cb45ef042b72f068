// Templates, namespaces, scoped enums, references, member pointers, static members.
#include "truth.h"

namespace math {

enum class Unit : unsigned char { Metre, Foot };

template <typename T, int N>
struct Vector {
  T elements[N];
  Unit unit;
  static int made;
};

template <typename T, int N>
int Vector<T, N>::made = 0;

template <typename T>
struct Node {
  T value;
  Node *next;
  struct Mark {
    short line, column;
  } mark;
};

inline namespace v2 {
struct Solver {
  Vector<float, 4> &input;
  double (Solver::*method)(double);
  int Solver::*field;
  bool done;
  int steps;
  double newton(double x) { return x * steps; }
};
}  // namespace v2

}  // namespace math

namespace {
struct Hidden {
  int depth;
  long key;
};
}  // namespace

template <typename T>
OUT_OF_LINE math::Node<T> *push(T value, math::Node<T> *next) {
  return new math::Node<T>{value, next, {1, 2}};
}

int main() {
  auto *vector = new math::Vector<float, 4>{{1, 2, 3, 4}, math::Unit::Foot};
  math::Vector<float, 4>::made++;
  auto *node = push<int>(5, nullptr);
  auto *nested = push<math::Vector<double, 3>>({{1, 2, 3}, math::Unit::Metre}, nullptr);
  auto *solver = new math::Solver{*vector, &math::Solver::newton, &math::Solver::steps, false, 3};
  auto *hidden = new Hidden{1, 2};

  truth(&vector->elements[2], "allocator: malloc; base: %p; size: 20; type: math::Vector<float, 4>; "
        "path: .elements[2]; memberType: float", (void *)vector);
  truth(&vector->unit, "type: math::Vector<float, 4>; path: .unit; memberType: math::Unit");
  truth(&node->mark.column, "allocator: malloc; type: math::Node<int>; path: .mark.column; memberType: short");
  truth(&nested->value.elements[1], "allocator: malloc; type: math::Node<math::Vector<double, 3> >; "
        "path: .value.elements[1]");
  truth(&solver->steps, "allocator: malloc; size: %zu; path: .steps; type: math::v2::Solver", sizeof *solver);
  truth(&solver->field, "path: .field; memberType: int math::v2::Solver::*");
  truth(&hidden->key, "allocator: malloc; type: (anonymous namespace)::Hidden; path: .key");
  truth(&math::Vector<float, 4>::made, "allocator: static; type: int; size: 4");
  return ready();
}
