// new Derived held as Base *: the block is what was made, not what holds it.
// also: gcc -O3, clang -Og
#include "truth.h"

namespace zoo {

class Animal {
 public:
  explicit Animal(int age) : age_(age) {}
  virtual ~Animal() = default;
  virtual const void *told() const { return &age_; }

 protected:
  int age_;
};

class Lion : public Animal {
 public:
  explicit Lion(int age) : Animal(age), mane_(age * 2.0) {}
  const void *told() const override { return &mane_; }

 private:
  double mane_;
};

class Parrot final : public Animal {
 public:
  explicit Parrot(const char *word) : Animal(3), word_(word) { feathers_[0] = 1; }
  const void *told() const override { return &word_; }

 private:
  char feathers_[40] = {};
  const char *word_;
};

OUT_OF_LINE Animal *make(int kind) {
  if (kind == 0) return new Lion(4);
  if (kind == 1) return new Parrot("hello");
  return new Animal(1);
}

}  // namespace zoo

int main() {
  zoo::Animal *lion = zoo::make(0), *parrot = zoo::make(1), *animal = zoo::make(2);
  truth(lion->told(), "allocator: malloc; base: %p; size: %zu; type: zoo::Lion; path: .mane_; memberType: double; "
        "site.function: zoo::make", (void *)lion, sizeof(zoo::Lion));
  truth(parrot->told(),
        "allocator: malloc; base: %p; size: %zu; type: zoo::Parrot; path: .word_; memberType: const char *",
        (void *)parrot, sizeof(zoo::Parrot));
  truth(animal->told(), "allocator: malloc; base: %p; type: zoo::Animal; path: .age_; memberType: int",
        (void *)animal);
  return ready();
}
