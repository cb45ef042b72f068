// Why a process died, as values: what the faulting instruction did, and to which object.

import Primitives
import TargetMemory
import TypeModel

/// What is known of the end of a process.
public struct Crash: Sendable {
  /// The access to memory that failed; nil when the end has another cause.
  public var access: MemoryAccess?
  public var cause: CrashCause
  /// Where the pointer of the access was read from: a variable, or a part of an object.
  public var pointer: PointerOrigin?
  /// The signal that this was the cause of, when its handler ended the program by another one.
  public var handled: SignalInfo?
}

/// An access to memory by one instruction.
public struct MemoryAccess: Sendable, Equatable {
  public enum Kind: Sendable { case read, write, execute }

  public let kind: Kind
  /// The first byte.
  public let address: Address
  /// In bytes; nil for code.
  public let size: UInt64?
}

/// A pointer that led to a crash, and the memory that it was read from.
public struct PointerOrigin: Sendable {
  public let value: Address
  /// What the memory is that the pointer was read from.
  public let place: Classification
}

/// Why a process died. Every case rests on evidence: on the decoded instruction and its registers, on memory, on the C library's
/// own message.
public enum CrashCause: Sendable {
  /// Through a pointer that was null: so many bytes behind it, the member there when the pointer's type is known.
  case nullPointer(offset: UInt64, object: UniqType?, member: ObjectPart?)
  /// Through a pointer that was read from an object that had been given back.
  case readFromFreed(PointerOrigin)
  /// In an object that was given back.
  case freedObject(Classification)
  /// So many bytes behind the end of the object that the pointer points into.
  case pastEnd(of: Classification, by: UInt64)
  /// So many bytes before the start of the object that the pointer points into.
  case beforeStart(of: Classification, by: UInt64)
  /// Behind the last object below the address, which nothing shows the pointer to belong to.
  case behind(Classification, by: UInt64)
  /// A write to what may only be read.
  case readOnly(Classification)
  case stackOverflow(StackOverflow)
  /// The program went on where no code is.
  case wildJump(WildJump)
  /// An address that x86-64 cannot have.
  case nonCanonical
  /// Behind the end of a mapped file, which was cut shorter after it was mapped: the offset in the file, in bytes.
  case fileEnd(path: [UInt8], offset: UInt64)
  /// Nothing else is known of the address.
  case badAddress(Classification)
  /// A division: by zero, or with a quotient that is too large.
  case division(byZero: Bool, variable: Classification?)
  /// An instruction that ends the program (`ud2`, `int3`, `hlt`), as compilers put where the program must not come.
  case trap([UInt8])
  /// Bytes that are no instruction, or one that this processor lacks.
  case illegalInstruction([UInt8])
  /// The C library stopped the program, with this message.
  case aborted(message: [UInt8], by: CodeLocation?, HeapFault?)
  /// `abort` was called by this function, without a message.
  case calledAbort(AbortReason, by: CodeLocation?)
  case exception(UncaughtException)
  /// Another process, or the program itself, sent the signal.
  case sent(SignalInfo.Sender, isOwn: Bool)
  /// The kernel gave no reason that is known here.
  case unknown
}

/// What of the C++ library called `abort`.
public enum AbortReason: Sendable {
  /// Nothing of it: the program did.
  case none
  /// `std::terminate`, though no exception was thrown: a thread that nobody joined, a call of the program's.
  case terminate
  /// A pure virtual function was called: of an object that is being made or taken apart, or that is no more.
  case pureVirtual
}

/// A stack that has no room left.
public struct StackOverflow: Sendable {
  public let thread: Int32
  /// The stack's memory, without what guards it.
  public let stack: AddressRange
  /// How many activations are on it; a lower bound when they could not all be followed.
  public let depth: Int
  public let isDepthExact: Bool
  /// The functions that call each other again and again, from the innermost; empty when none do.
  public let cycle: [[UInt8]]
}

/// Execution where no code is.
public struct WildJump: Sendable {
  public enum Kind: Sendable {
    /// A call through a pointer.
    case call
    /// A return: the return address on the stack was overwritten.
    case `return`
    case unknown
  }

  public let target: Address
  public let kind: Kind
  /// What is there.
  public let place: Classification
  /// Where the pointer of a call was read from.
  public let pointer: PointerOrigin?
}

/// What was wrong with the heap when the C library noticed.
public struct HeapFault: Sendable {
  /// The pointer that the program gave to `free` or `realloc`, and what it is.
  public var argument: Classification?
  /// The function that the pointer was given to.
  public var function: [UInt8]?
  public var damage: HeapDamage?
}

/// A block's bookkeeping that was overwritten.
public struct HeapDamage: Sendable {
  /// The eight bytes before a block, which hold its size.
  public let header: Address
  public let found: UInt64
  /// The block behind the header; nil for what lies behind the last block.
  public let victim: Classification?
  /// The block that ends where the header begins.
  public let before: Classification?
}

/// An exception of C++ that nobody caught.
public struct UncaughtException: Sendable {
  /// The class, as C++ spells it.
  public let type: [UInt8]
  /// The thrown object.
  public let object: Address
  /// What `what()` would say, of the standard library's exceptions and those derived from them.
  public let message: [UInt8]?
}
