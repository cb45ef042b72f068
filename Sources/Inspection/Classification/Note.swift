// Why something is unknown and what would resolve it: data; the wording is the renderer's.

import AgentIndex
import Primitives
import TargetMemory

/// What an answer leaves open, or what must be known to read it rightly.
public enum Note: Sendable, Equatable {
  /// Bits 48 to 63 are not a copy of bit 47: no x86-64 process has such an address.
  case nonCanonical
  /// In the kernel's half of the address space.
  case kernelSpace
  /// Nothing is mapped here; the distance in bytes to the nearest mappings below and above.
  case unmapped(below: UInt64?, above: UInt64?)
  /// The heap is unknown because the program was not started by `scry run`.
  case noAgent
  /// The heap is unknown, and `scry run` cannot help.
  case agentImpossible(AgentObstacle)
  /// The agent's tables are of another version than this Scry reads.
  case agentVersion(found: UInt32)
  /// The agent stopped indexing, and why.
  case agentStopped(AgentStop)
  /// The agent's tables contradict themselves here.
  case agentDamaged
  /// The agent's tables, or what is needed of them, are not in the core.
  case agentMissing(MissingMemory)
  /// Between blocks: never handed out, or the allocator's own bookkeeping.
  case notABlock
  /// Before the block's first byte or behind its last: the allocator's bookkeeping, or an overrun.
  case pastTheEnd(of: Address, by: UInt64)
  /// The program changed the block during every one of our looks: ask again.
  case changing
  /// Given back to its allocator: type and site are those of its life before.
  case freed
  /// No table of types for this module: `scry meta` builds one where debug information can be found.
  case noMetadata(module: [UInt8])
  /// The table holds symbols only: the module has no debug information; its package's is needed.
  case noDebugInfo(module: [UInt8])
  /// The debug information has no type for this symbol.
  case untypedSymbol
  /// No site with this return address: not a known allocation.
  case unknownSite
  /// The site is known; nothing that its code does with the block shows a type of this size.
  case siteWithoutType(size: UInt64)
  /// The last recorded function gave the block to its caller, which would know the type.
  case callerNotRecorded
  /// Several types are equally possible: the alternatives.
  case severalTypes
  /// Declared types are told apart by the block's bytes, and not exactly one of them passes its test.
  case unselected
  /// This function, declared as an arena, hands out pieces of the block: what they are is not known.
  case arenaBlock([UInt8])
  /// In an obstack, which does not say where its objects begin and end.
  case obstackObject
  /// There was no time to search all pointers to the block.
  case pointersNotSearched
  /// The module that allocated is gone (`dlclose`) and no table of it is left.
  case moduleUnloaded
  /// The type is declared only, and its definition is in no module's table.
  case incompleteType
  /// Modules define the type differently.
  case ambiguousDefinition
  /// The block is larger than its type explains, by so many bytes.
  case unexplainedBytes(UInt64)
  /// A hidden header of so many bytes stands before the object.
  case hiddenHeader(UInt64)
  /// Between two members.
  case padding
  /// The vtable pointer names this class, which derives from, or replaces, what the site said.
  case dynamicClass([UInt8])
  /// The vtable pointer names this class, and nothing else says what the block holds.
  case onlyVTable([UInt8])
  /// The characters of a literal that other literals may share the tail of.
  case literal
  /// Made by the compiler, without a symbol: a constant, a jump table.
  case compilerMade
  /// Below the thread's stack pointer: not in use at this moment.
  case belowStackPointer
  /// The threads could not be stopped, so the frame is unknown.
  case noFrames(ReadError)
  /// The frames that could be found end below this address.
  case stackEnds(UnwindEnd)
  /// The thread runs on another stack at this moment; the frames that it left here are not known.
  case otherStack
  /// Which thread's stack this is could not be told.
  case unknownThread
  /// Thread-local data of a module that this address belongs to could not be told apart.
  case unknownThreadLocal
  /// No access: it catches what runs off the memory above it.
  case guardPages
  /// Kept by the program for later use; no access now.
  case reserved
  /// The memory is not in the core, and why.
  case missingMemory(MissingMemory)
  /// A file's content mapped by the program.
  case mappedFile
  /// The agent's own memory: its tables.
  case agentMemory
}

/// Why the agent stopped or never began (`scry_index.h`).
public enum AgentStop: Sendable, Equatable {
  /// Its reserved memory is full.
  case outOfSpace
  /// A sanitizer owns the program's address space.
  case sanitizer
  /// The program gained privileges when it was run.
  case privileges
  /// `RLIMIT_AS` leaves no room for the tables.
  case addressLimit
  /// The kernel refused the address space.
  case noReservation
  /// The program's malloc does not pass through the agent.
  case foreignMalloc
  /// It has not said why, or for a reason that this version does not know.
  case unknown

  /// From what the agent's header says; nil for a number that is unknown here.
  public init(_ reason: AgentStatus.Reason?) {
    switch reason {
    case .sanitizer: self = .sanitizer
    case .secure: self = .privileges
    case .addressLimit: self = .addressLimit
    case .reservation: self = .noReservation
    case .indexSpace: self = .outOfSpace
    case .foreignMalloc: self = .foreignMalloc
    case .some(.none), nil: self = .unknown
    }
  }
}
