// What a function's code says for and against arrays: that a size divides a block's says little by itself.

/// A number of bytes that matters of a block: where a tail begins, by how much an index moves, how large an object is.
struct BlockBytes: Hashable, Sendable {
  var subject: Subject
  var bytes: Int64
}

/// What stands in a block behind its start.
struct Follower: Hashable, Sendable {
  var subject: Subject
  var type: UInt32
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
  /// Places behind the start of blocks are used as objects of these types: `counts = (int *)&names[n]`.
  var followers: Set<Follower> = []

  /// Whether a block is indexed in steps of `size` bytes.
  func isIndexed(_ subject: Subject, size: Int64) -> Bool {
    strides.contains { $0.subject == subject && $0.bytes % size == 0 }
  }
}
