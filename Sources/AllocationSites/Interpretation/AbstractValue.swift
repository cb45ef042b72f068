// What a register or a stack slot may hold: the value domain of the interpretation.

/// One thing that a place may hold.
struct Atom: Hashable, Comparable {
  enum Kind: UInt8 {
    /// The result of call `index`, plus `offset`.
    case block
    /// What call `index / 8` left in the place that its argument `index % 8` points to, plus `offset`.
    case outBlock
    /// A pointer to an object of type `index`, plus `offset`.
    case typed
    /// The value that parameter `index` (of those in general registers) had at the entry, plus `offset`.
    case argument
    /// An address in the frame: `offset` from the canonical frame address in region `index`. Region 0 is the
    /// frame as entered; every realignment or variable allocation of the stack begins another.
    case frame
    /// The number or module address `offset`.
    case constant
    /// An unknown multiple of `offset`; when `index` is not 0, `offset` times the unknown number of that name.
    case multiple
    /// A computed place in what call `index` gave.
    case inside
  }

  var kind: Kind
  var index: UInt32
  var offset: Int64

  /// The offset of something that moves in a loop.
  static let anyOffset = Int64.min

  var hasKnownOffset: Bool { offset != Atom.anyOffset }

  /// A constant or a multiple: a fact about every path, not of one of them.
  var isNumber: Bool { kind == .constant || kind == .multiple }

  /// The name of an unknown number: of one that the instruction at an address loads.
  static func name(ofLoadAt address: UInt64) -> UInt32 {
    UInt32(truncatingIfNeeded: address) | 1 << 31
  }

  /// The name of a parameter as an unknown number.
  static func name(ofParameter index: UInt32) -> UInt32 { index | 1 << 30 }

  /// The parameter that this is a multiple of; nil when it is of none.
  var parameter: Int? {
    kind == .multiple && index >> 30 == 1 ? Int(index & ~(1 << 30)) : nil
  }

  /// All of it, as two words.
  var words: (UInt64, UInt64) {
    (UInt64(kind.rawValue) << 32 | UInt64(index), UInt64(bitPattern: offset))
  }

  // Two words are hashed faster than three fields.
  func hash(into hasher: inout Hasher) {
    hasher.combine(words.0)
    hasher.combine(words.1)
  }

  static func < (a: Atom, b: Atom) -> Bool {
    if a.kind != b.kind { return a.kind.rawValue < b.kind.rawValue }
    return a.index != b.index ? a.index < b.index : a.offset < b.offset
  }

  /// The atom moved by a number of bytes.
  func moved(by bytes: Int64) -> Atom {
    guard kind != .multiple, hasKnownOffset else { return self }
    var result = self
    result.offset = offset &+ bytes
    return result
  }
}

/// A set of atoms, by its number in a `ValuePool`; equal sets have equal numbers.
struct Value: Hashable {
  var id: UInt32

  /// Nothing is known.
  static let unknown = Value(id: 0)
}

/// What a `Value` stands for. A place may hold any one of the atoms, and, unless `isComplete`, something else.
struct ValueSet: Hashable {
  var atoms: [Atom] = []
  var isComplete = false

  /// The only atom that the place can hold.
  var single: Atom? { isComplete && atoms.count == 1 ? atoms[0] : nil }
}
