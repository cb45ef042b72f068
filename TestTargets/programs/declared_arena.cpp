// An arena with a fast way inside its blocks and a slow way that makes them: declared, so that no block is taken for its first object.
#include <cstddef>
#include <cstdint>
#include <vector>

#include "truth.h"

namespace store {

class Arena {
 public:
  Arena() : next_(nullptr), left_(0) {}
  char *Allocate(size_t bytes);

 private:
  char *AllocateFallback(size_t bytes);
  char *AllocateNewBlock(size_t bytes);

  char *next_;
  size_t left_;
  std::vector<char *> blocks_;
};

inline char *Arena::Allocate(size_t bytes) {
  bytes = (bytes + 7) & ~size_t{7};
  if (bytes <= left_) {
    char *result = next_;
    next_ += bytes;
    left_ -= bytes;
    return result;
  }
  return AllocateFallback(bytes);
}

OUT_OF_LINE char *Arena::AllocateFallback(size_t bytes) {
  if (bytes > 1024) return AllocateNewBlock(bytes);
  next_ = AllocateNewBlock(4096);
  left_ = 4096;
  char *result = next_;
  next_ += bytes;
  left_ -= bytes;
  return result;
}

OUT_OF_LINE char *Arena::AllocateNewBlock(size_t bytes) {
  char *result = new char[bytes];
  blocks_.push_back(result);
  return result;
}

struct Entry {
  uint64_t key;
  Entry *next;
};

}  // namespace store

int main() {
  store::Arena *arena = new store::Arena;
  auto *first = reinterpret_cast<store::Entry *>(arena->Allocate(sizeof(store::Entry)));
  first->key = 1;
  first->next = nullptr;
  auto *second = reinterpret_cast<store::Entry *>(arena->Allocate(sizeof(store::Entry)));
  second->key = 2;
  second->next = first;
  auto *many = reinterpret_cast<store::Entry *>(arena->Allocate(300 * sizeof(store::Entry)));
  many[0].key = 3;

  truth(arena, "allocator: malloc; type: store::Arena");
  truth(&first->key, "allocator: malloc; state: live; arena: store::Arena::Allocate; evidence: none; typeOrNone: none");
  truth(&second->next, "arena: store::Arena::Allocate; size: 4096; evidence: none; typeOrNone: none");
  truth(&many[3].key, "arena: store::Arena::Allocate; size: 4800; evidence: none; typeOrNone: none");
  return ready();
}
