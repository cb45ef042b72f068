// The stack of a thread that stands in a system call, as `scry trace -k` shows it.

import Primitives
import TargetMemory

/// One activation of a stack, with what is known of its code.
public struct CallStackEntry: Sendable {
  /// The instruction that is executed next, or after the return.
  public let instructionPointer: Address
  /// The path of the mapped file as the target sees it, or the kernel's name for the mapping; empty for memory without a name.
  public let mapping: [UInt8]
  /// Where in the file the instruction stands.
  public let fileOffset: UInt64
  /// The function's symbol, in C++ demangled, and the bytes from its start; nil when no symbol covers the code.
  public let symbol: (name: [UInt8], offset: UInt64)?
  /// The source file as the compiler recorded it, and the line; empty and 0 when unknown.
  public let file: [UInt8]
  public let line: UInt32
}

/// Unwinds again and again while the mappings stay as they are. What was found of an instruction is kept.
struct CallStacks {
  private let mappings: [Mapping]
  private var unwinder: Unwinder
  private var entries: [Address: CallStackEntry] = [:]

  /// More activations are not shown: strace's limit.
  private static let depth = 256

  init(_ view: Inspector.State, memory: any MemoryReader) {
    mappings = view.mappings
    unwinder = Unwinder(modules: view.modules, mappings: view.mappings, memory: memory)
  }

  /// The activations of a thread with these registers, the innermost first.
  mutating func entries(
    from registers: ThreadRegisters, memory: any MemoryReader
  ) -> [CallStackEntry] {
    unwinder.memory = PageCache(memory)
    let frames = unwinder.frames(from: FrameRegisters(registers), limit: Self.depth).frames
    return frames.map { entry(of: $0) }
  }

  private mutating func entry(of frame: PhysicalFrame) -> CallStackEntry {
    if let known = entries[frame.instructionPointer] { return known }
    let entry = CallStackEntry(frame, in: mappings.containing(frame.instructionPointer))
    if entries.count >= PointedObjects.answerLimit { entries.removeAll(keepingCapacity: true) }
    entries[frame.instructionPointer] = entry
    return entry
  }
}

extension CallStackEntry {
  init(_ frame: PhysicalFrame, in mapping: Mapping?) {
    let pointer = frame.instructionPointer
    instructionPointer = pointer
    self.mapping = mapping?.name ?? []
    fileOffset = mapping.map { pointer - $0.range.start &+ $0.offset } ?? pointer.raw
    let module = frame.module
    let own = module?.own(frame.lookupAddress)
    let found = own.flatMap { module?.functionSymbol(containing: $0) }
    symbol = found.flatMap { found in
      module.map { (found.name, $0.own(pointer) - found.range.start) }
    }
    let place = own.flatMap { module?.code?.line(at: $0) }
    file = place?.file ?? []
    line = place?.line ?? 0
  }
}
