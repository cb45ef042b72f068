// Signs that something is an array: an index times the element's size is added to a pointer, or a pointer walks in steps of
// it. And a sign that it is none: what follows the first object is kept as something else.

extension Interpreter {
  /// An unknown multiple of `stride` bytes is added to what a value points to.
  mutating func noteIndexing(_ value: Value, stride: Int64) {
    guard stride > 1 else { return }
    for atom in pool[value].atoms {
      if let subject = Subject(atom) {
        summary.arrays.strides.insert(BlockBytes(subject: subject, bytes: stride))
      } else if atom.kind == .typed, let size = layout.size(atom.index), size > 1,
        stride % size == 0, atom.offset >= 0, atom.offset < size
      {
        summary.arrays.types.insert(atom.index)
      }
    }
  }

  /// A pointer that has been at many offsets, as only loops bring about, moves by so many bytes.
  mutating func noteWalk(_ value: Value, by bytes: Int64) {
    guard holdsPointer(value) else { return }
    let stride = Int64(clamping: bytes.magnitude)
    for atom in pool[value].atoms where !atom.hasKnownOffset {
      if let subject = Subject(atom) {
        summary.arrays.strides.insert(BlockBytes(subject: subject, bytes: stride))
      } else if atom.kind == .typed, let size = layout.size(atom.index), size > 1,
        stride % size == 0
      {
        summary.arrays.types.insert(atom.index)
      }
    }
  }

  /// A pointer to a place behind a block's start is of this type. One to bytes, which may be any object's, counts when it is
  /// kept in memory for later.
  mutating func noteFollower(_ value: Value, pointee: UInt32, isKept: Bool) {
    guard let size = layout.size(pointee), isKept || size > 1 else { return }
    for atom in pool[value].atoms {
      let isBehind = atom.kind == .inside || (atom.kind == .block && atom.offset > 0)
      guard isBehind else { continue }
      summary.arrays.followers.insert(
        Follower(subject: Subject(call: Int(atom.index)), type: pointee))
    }
  }

  /// A pointer into a block is kept without a type that says what it leads to.
  mutating func noteTail(_ value: Value) {
    for atom in pool[value].atoms where atom.hasKnownOffset && atom.offset > 0 {
      guard let subject = Subject(atom) else { continue }
      summary.arrays.tails.insert(BlockBytes(subject: subject, bytes: atom.offset))
    }
  }
}
