// Everything known of one address: the answer of `what`, as values.

import AllocationSites
import Primitives
import TargetMemory
import TypeModel

/// What an address is. Absent parts do not apply, or are unknown; `notes` says which and why.
public struct Classification: Sendable {
  /// The address that was asked for.
  public var address: Address
  /// The mapping that holds it; nil when nothing is mapped there.
  public var region: Mapping?
  /// Who handed the memory out.
  public var allocator: Allocator
  public var state: AllocationState
  /// The allocation: where it starts and how many bytes were asked for.
  public var allocation: AddressRange?
  /// The object in the allocation.
  public var object: TypedObject?
  public var evidence: Evidence
  /// How far the type explains the allocation's bytes; nil without a type.
  public var fit: Fit?
  /// The way from the object down to the address; nil at the object's own start and without a type.
  public var part: ObjectPart?
  /// Where the memory was allocated.
  public var site: CodeLocation?
  /// The function, declared as an arena, that hands out pieces of the allocation.
  public var arena: [UInt8]?
  /// The pointer that an inferred type comes from.
  public var inferredFrom: PointerSource?
  /// The steps by which the site gave the type, for whoever wants to check it.
  public var reasons: [TypingReason]
  /// Where a freed allocation was freed.
  public var freedBy: CodeLocation?
  /// How often the place has been freed before: tells an object from its successor at the same address.
  public var generation: UInt64?
  /// The function, variable or section that holds the address, and the distance from its start in bytes.
  public var symbol: SymbolOffset?
  /// The path of the loaded module that holds the address, in the target's view.
  public var module: [UInt8]?
  /// For code: its source line. For a variable: its declaration.
  public var source: CodeLocation?
  /// The thread that owns a stack or a thread-local variable.
  public var thread: Int32?
  /// The frame and the part of it that a stack address is.
  public var frame: FramePlace?
  /// Other types or parts that the same bytes may be: members of a union, candidates that fit as well.
  public var alternatives: [Alternative]
  /// The allocations around this one, the nearest first: the block that a pool took its memory from, the mapping of it.
  public var enclosing: [Enclosure]
  /// Why something is unknown, and what would resolve it.
  public var notes: [Note]

  /// An address of which nothing is known yet.
  public init(address: Address, region: Mapping?) {
    self.address = address
    self.region = region
    allocator = .none
    state = .unknown
    evidence = .none
    reasons = []
    alternatives = []
    enclosing = []
    notes = []
  }

  /// Bytes from the allocation's start to the address.
  public var offset: UInt64? { allocation.map { address - $0.start } }
}

/// Who parcels memory out.
public enum Allocator: Hashable, Sendable {
  /// The loader: variables, constants and thread-local data of a module.
  case `static`
  /// A module's machine code.
  case code
  case stack
  /// malloc and its kin, operator new.
  case malloc
  /// The kernel, for whoever called mmap.
  case mmap
  /// What the kernel lends to every process: vdso, vvar, vsyscall.
  case vdso
  /// A pool that the program registered, by its name; an obstack, or a function declared as an arena.
  case pool([UInt8])
  /// Nobody: unmapped, or kept free.
  case none
}

/// What has become of an allocation.
public enum AllocationState: Sendable {
  case live
  /// Given back; its type and site are those of its life before.
  case freed
  /// Never given out since the agent watches.
  case free
  /// The program changed it while we looked, again and again.
  case changing
  case unknown
}

/// Why a type is believed (Documentation/JSON.md, `evidence`).
public enum Evidence: Sendable {
  /// A variable's declaration, the compiler's or the user's word.
  case declared
  /// The location description of a frame's variable.
  case frame
  /// The data flow at the allocation site.
  case site
  /// A vtable pointer names the class.
  case vtable
  /// Concluded from content or from pointers.
  case inferred
  /// Allocated by a module without debug information.
  case foreign
  case none
}

/// How far a type accounts for an allocation.
public enum Fit: Sendable {
  case exact, prefix, bytes, ambiguous, provisional
}

/// A type laid over a piece of memory.
public struct TypedObject: Sendable {
  public var shape: ObjectShape
  /// Where it starts: past the allocation's start when a hidden header comes first.
  public var start: Address

  public init(shape: ObjectShape, start: Address) {
    self.shape = shape
    self.start = start
  }
}

extension TypedObject {
  /// Whether an address lies behind a type that accounts only for the first bytes of its allocation.
  public func endsBefore(_ address: Address) -> Bool {
    guard case .prefix = shape.fit, let size = shape.element.concrete.size else { return false }
    return address - start >= size
  }
}

/// A part of an object.
public struct ObjectPart: Sendable {
  public var reading: Reading

  public init(_ reading: Reading) { self.reading = reading }

  /// `.next`, `[3].ctr.y`; with `+2` behind it when the address is that many bytes into the last member.
  public var path: [UInt8] {
    guard reading.leaf == .value, reading.offset > 0 else { return reading.path }
    return reading.path + Array("+\(reading.offset)".utf8)
  }

  /// The declared type of the part, typedefs kept; nil for padding.
  public var type: UniqType? { reading.leaf == .value ? reading.type : nil }
}

/// A place in the code.
public struct CodeLocation: Sendable {
  /// The address in the process: a return address for a site; nil for a declaration.
  public var address: Address?
  /// The innermost function; nil when unknown.
  public var function: [UInt8]?
  /// The source file's path as the compiler recorded it.
  public var file: [UInt8]?
  /// From 1; 0 when unknown.
  public var line: UInt32
  /// The module's path.
  public var module: [UInt8]?

  public init(
    address: Address? = nil, function: [UInt8]? = nil, file: [UInt8]? = nil, line: UInt32 = 0,
    module: [UInt8]? = nil
  ) {
    self.address = address
    self.function = function
    self.file = file
    self.line = line
    self.module = module
  }
}

/// A symbol and a distance.
public struct SymbolOffset: Sendable {
  public var kind: SymbolKind
  /// The source name (`ns::f`) where debug information has it, else the linker's.
  public var name: [UInt8]
  /// Bytes from the symbol's start.
  public var offset: UInt64

  public init(kind: SymbolKind, name: [UInt8], offset: UInt64) {
    self.kind = kind
    self.name = name
    self.offset = offset
  }
}

/// What a symbol names.
public enum SymbolKind: Sendable {
  case function, variable, threadLocal, vtable
  /// An entry of the procedure linkage table, by the function that it jumps to.
  case pltEntry
  /// A slot of the global offset table, by what it holds the address of.
  case gotSlot
  /// Characters between two NULs in read-only data.
  case stringLiteral
  /// No symbol: the section's name.
  case section
  /// No section either: what the loader's segments say, such as `rodata` or `data`.
  case segment
}

/// Another reading of the same bytes.
public struct Alternative: Sendable {
  /// The type of the whole object, when that is what differs.
  public var object: UniqType?
  /// The part, when the object is the same.
  public var part: ObjectPart?

  public init(object: UniqType? = nil, part: ObjectPart? = nil) {
    self.object = object
    self.part = part
  }
}

/// An allocation that holds another.
public struct Enclosure: Sendable {
  public var allocator: Allocator
  public var range: AddressRange
  public var object: TypedObject?
  public var site: CodeLocation?

  public init(
    allocator: Allocator, range: AddressRange, object: TypedObject? = nil,
    site: CodeLocation? = nil
  ) {
    self.allocator = allocator
    self.range = range
    self.object = object
    self.site = site
  }
}
