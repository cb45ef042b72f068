// A live process as it was copied, ready to be written as a core.

import Primitives
import TargetMemory

/// A thread's register sets, in the layouts of their notes.
struct SavedThread: Sendable {
  let facts: ThreadFacts
  /// `struct user_regs_struct`.
  let general: [UInt8]
  /// The FXSAVE area; nil when the kernel did not give it.
  let floating: [UInt8]?
  /// The XSAVE area.
  let extended: [UInt8]?
  /// The `siginfo_t` of the signal that the thread stopped at.
  let signal: [UInt8]?
}

/// A mapping and what of it goes into the core.
struct SavedSegment: Sendable {
  let mapping: Mapping
  /// How many bytes from its start on are saved; the rest has no bytes in the core.
  let savedSize: UInt64
  /// The memory in it that was copied, by rising address; the rest of what is saved is zero.
  var runs: [SavedRun] = []
}

/// Memory that was copied.
struct SavedRun: Sendable {
  let range: AddressRange
  /// Where its bytes are in the arena.
  let offset: Int
}

/// Everything that a core is written from.
struct SavedProcess: Sendable {
  let facts: ProcessFacts
  let family: ProcessFamily
  /// By rising id.
  let threads: [SavedThread]
  /// All mappings, by rising address.
  let segments: [SavedSegment]
  let arena: MemoryArena
  /// Bytes of the arena that are in use.
  let copied: UInt64
}
