// What the debug information says of one function, in the form that the interpretation uses.

import DebugInfo

/// A function with its variables, parameters and inlined functions. Types are indices of the module's `TypeTable`.
struct FunctionFacts {
  /// The entry's range first.
  var ranges: [Range<UInt64>]
  var signature: Signature
  var variables: [LocatedVariable] = []
  /// Inlined functions, outer ones before inner ones.
  var inlined: [InlinedFunction] = []
  /// What the compiler says that calls allocate, by return address.
  var declaredTypes: [UInt64: UInt32] = [:]
  /// The stack pointer and frame pointer before an instruction.
  var anchors: (UInt64) -> FrameAnchors = { _ in FrameAnchors() }
}

/// What callers need to know of a function.
struct Signature: Sendable {
  var name: [UInt8]
  /// The types of the parameters that travel in general registers, by register; nil for the others.
  var parameters: [UInt32?] = []
  /// The result's type; nil when the function gives nothing.
  var result: UInt32?
  /// Whether the result is in rax, wide enough for a pointer.
  var givesWord = true
  var isConstructor = false
  var isNoReturn = false
  /// The result is memory for objects of the result's pointee type: `allocator<T>::allocate`.
  var isAllocatorTemplate = false
  /// What it creates with `new`, as a function of the C++ library.
  var created: UInt32?
}

/// A function inlined into another.
struct InlinedFunction: Sendable {
  var ranges: [Range<UInt64>]
  /// Its abstract instance, which has its name.
  var origin: Die?
  /// Where the call stands that it was inlined for.
  var call: SourcePosition?
  var isConstructor = false
  /// The result's type of an `allocator<T>::allocate`.
  var allocated: UInt32?
  /// What it creates with `new`, as a function of the C++ library.
  var created: UInt32?
}

/// A variable, or parameter, and where it is when.
struct LocatedVariable {
  var name: [UInt8]
  var type: UInt32
  /// The index of the inlined function that it belongs to; nil for the function itself.
  var inlined: Int?
  /// The `this` of a constructor.
  var isConstructorThis = false
  var places: [VariablePlace]
}

/// Where a part of a variable is for a range of addresses.
struct VariablePlace {
  enum Home: Hashable {
    /// A register, by its DWARF number.
    case register(UInt8)
    /// Memory at an offset from the canonical frame address.
    case frame(Int64)
  }

  /// Instructions before which this holds.
  var range: Range<UInt64>
  var home: Home
  /// Bytes from the start of the variable to the part that stands here.
  var offset: Int64
  /// Bytes.
  var size: Int64
  /// What has to be added to a register to get the part's value.
  var delta: Int64 = 0
}
