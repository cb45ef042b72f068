// What a function's code says for and against arrays: that a size divides a block's says little by itself.

/// So many bytes from the pointer that a call gave: where a tail begins, or by how much an index moves.
struct BlockBytes: Hashable, Sendable {
  var subject: Subject
  var bytes: Int64
}

/// The signs of arrays that one function shows.
struct ArraySigns: Sendable {
  /// Types whose pointers are indexed, or walk through memory, in steps of the type's size.
  var types: Set<UInt32> = []
  /// Unknown multiples of so many bytes were added to a block's pointer.
  var strides: Set<BlockBytes> = []
  /// Pointers into blocks that are kept as `void *` or bytes, or handed on: `p->data = p + 1`. Where the first object
  /// ends, they say that something else follows.
  var tails: Set<BlockBytes> = []

  /// Whether a block is indexed in steps of `size` bytes.
  func isIndexed(_ subject: Subject, size: Int64) -> Bool {
    strides.contains { $0.subject == subject && $0.bytes % size == 0 }
  }
}
