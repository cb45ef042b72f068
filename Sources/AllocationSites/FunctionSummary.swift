// What the interpretation of one function found: its calls, and what became of their results.

import DebugInfo

/// A block as one function sees it: what call `call` gave, or left through its parameter.
struct Subject: Hashable, Comparable, Sendable {
  var call: Int
  /// The parameter (of those in general registers) that the block came out of; nil for the result.
  var parameter: Int?

  static func < (a: Subject, b: Subject) -> Bool {
    (a.call, a.parameter ?? -1) < (b.call, b.parameter ?? -1)
  }

  init(call: Int, parameter: Int? = nil) {
    self.call = call
    self.parameter = parameter
  }

  /// The block that an atom is about; nil for other atoms.
  init?(_ atom: Atom) {
    switch atom.kind {
    case .block: self.init(call: Int(atom.index))
    case .outBlock: self.init(call: Int(atom.index / 8), parameter: Int(atom.index % 8))
    default: return nil
    }
  }
}

/// A call, or a jump to another function, of the interpreted function.
struct CallRecord: Sendable {
  /// The instruction after it; for a jump there is none that matters.
  var returnAddress: UInt64
  var callee: Callee
  var isTailCall: Bool
  /// When it comes first, in the order of the interpretation.
  var position: Int
  /// What is known of the arguments as numbers, by parameter; on every path.
  var numbers: [Int: Atom] = [:]
  /// Parameters of the calling function that are arguments, by the call's parameter; on every path. Something may be added.
  var handedOn: [Int: Atom] = [:]
  /// Blocks that were passed, by parameter.
  var arguments: [PassedBlock] = []
}

/// A block in a call's argument.
struct PassedBlock: Hashable, Sendable {
  var parameter: Int
  var subject: Subject
  var offset: Int64
}

/// A sign of a block's type.
struct Observation: Hashable, Sendable {
  var subject: Subject
  /// Bytes from the subject's pointer to the object.
  var offset: Int64
  var type: UInt32
  var strength: EvidenceStrength
  var reason: EvidenceReason
  var name: [UInt8]
  /// The instruction at which it was seen.
  var address: UInt64
  /// In the order of the interpretation.
  var position: Int
  /// The inlined function of the variable that is the sign; nil to take the innermost at `address`.
  var inlined: Int?
}

/// A block's pointer stored into another block, whose type may be known later.
struct StoredBlock: Hashable, Comparable, Sendable {
  var container: Subject
  var containerOffset: Int64
  var subject: Subject
  var offset: Int64
  /// An unknown multiple of so many bytes was added to the container's offset; 0 for none.
  var stride: Int64 = 0
  var address: UInt64
  var position: Int

  /// In the order of the interpretation.
  static func < (a: StoredBlock, b: StoredBlock) -> Bool {
    if a.position != b.position { return a.position < b.position }
    return (a.container, a.subject, a.containerOffset, a.stride, a.offset, a.address)
      < (b.container, b.subject, b.containerOffset, b.stride, b.offset, b.address)
  }
}

/// A way in which something leaves a function.
struct Departure: Hashable, Comparable, Sendable {
  var subject: Subject
  /// Bytes from the subject's pointer to the one that leaves.
  var offset: Int64
  /// The parameter that it was stored through; nil for the result.
  var parameter: Int?

  static func < (a: Departure, b: Departure) -> Bool {
    (a.subject, a.parameter ?? -1, a.offset) < (b.subject, b.parameter ?? -1, b.offset)
  }
}

/// Everything that is kept of one function's interpretation.
struct FunctionSummary: Sendable {
  var entry: UInt64
  var calls: [CallRecord] = []
  var observations: Set<Observation> = []
  var storedBlocks: Set<StoredBlock> = []
  var departures: Set<Departure> = []
  var arrays = ArraySigns()
  /// Calls into whose blocks the function returns a typed pointer, nobody knows how far: what is before it is bookkeeping.
  var returnedInside: Set<Int> = []
  /// Parameters that the function returns, with the offset added.
  var returnedArguments: [Int: Int64] = [:]
  /// The function, and those inlined into it, outer ones before inner ones.
  var die: Die?
  var inlined: [InlinedFunction] = []

  /// The functions around an instruction, outer ones first, as indices of `inlined`; -1 is the function itself.
  func levels(at address: UInt64) -> [Int] {
    [-1] + inlined.indices.filter { inlined[$0].ranges.contains { $0.contains(address) } }
  }

  /// The innermost function at an instruction, inlined ones counted.
  func function(at address: UInt64) -> Die? {
    inlined.last { $0.ranges.contains { $0.contains(address) } }?.origin ?? die
  }

  /// The function in which a sign was seen.
  func function(of seen: Observation) -> Die? {
    guard let number = seen.inlined else { return function(at: seen.address) }
    return inlined.indices.contains(number) ? inlined[number].origin : die
  }
}
