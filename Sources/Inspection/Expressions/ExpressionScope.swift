// What an expression may ask of a process: names, types, memory, and what lies at an address.

import Primitives
import TargetMemory
import TypeModel

/// The names and memory that an expression is evaluated over.
public protocol ExpressionScope: TypeNameOracle {
  /// The memory of the process.
  var memory: any MemoryReader { get }

  /// Every variable that the name can mean. A file or library may qualify it, a function a static local of it.
  func variables(named name: QualifiedName) -> [ScopeVariable]

  /// A variable of the frame that was chosen; nil without one.
  func local(named name: [UInt8]) -> FrameVariable?

  /// Every function that the name can mean.
  func functions(named name: QualifiedName) -> [ScopeFunction]

  /// The types of all modules.
  var universe: TypeUniverse { get }

  /// The complete types of a name, no two with the same digest; a declaration when nothing defines it. The program's own
  /// hide those of libraries. A file or library may qualify the name.
  func types(named name: QualifiedName, tag: TypeName.Tag?) -> [UniqType]

  /// Where a type comes from, to tell it from others of its name.
  func origin(of type: UniqType) -> [UInt8]

  /// The enumerators of a name, with their enums.
  func enumerators(named name: QualifiedName) -> [(type: UniqType, value: Int64)]

  /// What lies at an address.
  func pointee(at address: Address) -> Pointee
}

extension ExpressionScope {
  public func local(named name: [UInt8]) -> FrameVariable? { nil }
}

/// A variable with static or thread storage.
public struct ScopeVariable: Sendable {
  /// nil for a thread-local variable that no thread has.
  public var address: Address?
  /// nil when only its symbol is known.
  public var type: UniqType?
  /// How to name this one and no other: `list.c::head`.
  public var qualifiedName: [UInt8]
  public var isInExecutable: Bool
  /// A static local, found by its name alone only when nothing else has that name.
  public var isLocal: Bool
  public var isThreadLocal: Bool

  public init(
    address: Address?, type: UniqType?, qualifiedName: [UInt8], isInExecutable: Bool, isLocal: Bool,
    isThreadLocal: Bool
  ) {
    self.address = address
    self.type = type
    self.qualifiedName = qualifiedName
    self.isInExecutable = isInExecutable
    self.isLocal = isLocal
    self.isThreadLocal = isThreadLocal
  }
}

/// A function of a module.
public struct ScopeFunction: Sendable {
  public var address: Address
  /// nil when only its symbol is known.
  public var type: UniqType?
  public var qualifiedName: [UInt8]
  public var isInExecutable: Bool

  public init(address: Address, type: UniqType?, qualifiedName: [UInt8], isInExecutable: Bool) {
    self.address = address
    self.type = type
    self.qualifiedName = qualifiedName
    self.isInExecutable = isInExecutable
  }
}

/// What an address points at, as far as showing a pointer needs it.
public struct Pointee: Sendable {
  public var state: State
  /// Who handed the memory out.
  public var allocator: Allocator
  /// The object's first address and bytes; the block's while no type is known.
  public var base: Address?
  public var size: UInt64?
  /// The object: its type laid over its bytes.
  public var object: ObjectShape?
  /// The bytes from the object's start to the address.
  public var offset: UInt64?
  /// From the object down to the address: `.next`; empty at its start.
  public var path: [UInt8]
  /// The members, elements and bases that start at the address exactly, the outermost first; none at the object's own
  /// start.
  public var subobjects: [Subobject] = []
  /// The symbol that covers the address, and the bytes behind its start.
  public var symbol: [UInt8]
  public var symbolOffset: UInt64

  /// A part of the object.
  public struct Subobject: Sendable {
    /// From the object down to the part.
    public var path: [UInt8]
    /// As declared.
    public var type: UniqType
  }

  public enum State: Sendable, Equatable {
    /// In a living object.
    case live
    /// In a block that was given back.
    case freed
    /// In memory that an allocator holds and has handed to nobody.
    case free
    /// In code.
    case code
    /// Mapped, but whose it is is not known.
    case unknown
    /// In no mapping.
    case unmapped
  }

  /// The object's type; an array's that of its elements.
  public var type: UniqType? { object?.element }

  public init(_ state: State) {
    self.state = state
    allocator = .none
    path = []
    symbol = []
    symbolOffset = 0
  }
}

extension ExpressionScope {
  /// The bytes of a range; nil when any of them cannot be read.
  func bytes(at address: Address, count: Int) -> [UInt8]? {
    let available = availableBytes(at: address, count: count)
    return available.count == count ? available : nil
  }

  /// The bytes of a range up to the first that cannot be read.
  func availableBytes(at address: Address, count: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: max(count, 0)) { buffer, filled in
      while filled < buffer.count {
        let rest = UnsafeMutableRawBufferPointer(
          UnsafeMutableBufferPointer(rebasing: buffer[filled...]))
        guard let got = try? memory.readPrefix(at: address + UInt64(filled), into: rest), got > 0
        else { break }
        filled += got
      }
    }
  }

  /// A little-endian 64-bit word; nil when it cannot be read.
  func word(at address: Address) -> UInt64? {
    bytes(at: address, count: 8).map { $0.withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) } }
  }

  /// The definition that a declaration stands for; the concrete type itself when it is complete, or when no module or
  /// several different ones define it.
  func completed(_ type: UniqType) -> UniqType {
    universe.definition(of: type) ?? type.concrete
  }
}
