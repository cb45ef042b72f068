// What is left of a process in a core: memory, mappings and threads as they were at one moment.

import DebugInfo
import Primitives
import TargetMemory

/// A core of an x86-64 process on Linux, as the kernel, gdb's `gcore` or `scry save` writes it.
///
/// The file is mapped and never loaded, so its size does not matter. It is somebody else's: every number in it is checked.
/// A file that is cut shorter while it is read ends the process by SIGBUS, as with every mapped file.
public final class CoreTarget: Target, ThreadSource {
  public let facts: ProcessFacts
  /// Why the process ended; nil for a core of a process that went on.
  public let signal: SignalInfo?
  /// The thread that the signal was for, or that the debugger looked at; nil without threads.
  public let firstThread: Int32?
  /// What is wrong with the core.
  public let problems: [CoreProblem]
  private let memory: CoreMemory
  private let map: [Mapping]
  private let stopped: [StoppedThread]
  /// By the starts of the mappings.
  private let files: [Address: MappedFile]

  init(_ parts: CoreParts) {
    facts = parts.facts
    signal = parts.notes.signal
    firstThread = parts.notes.threads.first?.tid
    problems = parts.problems
    memory = parts.mapper.memory()
    map = parts.mapper.mappings()
    stopped = parts.threads
    files = parts.mapper.filesByStart
  }

  public func readPrefix(
    at address: Address, into buffer: UnsafeMutableRawBufferPointer
  ) throws(ReadError) -> Int {
    try memory.readPrefix(at: address, into: buffer)
  }

  public func mappings() throws(ReadError) -> [Mapping] { map }

  public func threads() throws(ReadError) -> [ThreadFacts] { stopped.map(\.facts) }

  public func snapshot() throws(ReadError) -> ThreadSnapshot {
    ThreadSnapshot(threads: stopped, memory: self, pause: nil)
  }

  /// Only a file that agrees with what the core remembers of it.
  public func openablePath(of mapping: Mapping) -> String? {
    guard let file = files[mapping.range.start] else { return nil }
    return try? file.found.get().path
  }

  public func absence(at address: Address) -> MissingMemory? { memory.absence(at: address) }

  /// Memory whose content is not known, joined where neighbours lack it for the same reason; looks for all files. Memory
  /// that the process had no access to is left out, for it held nothing.
  public var missing: [(range: AddressRange, reason: MissingMemory)] {
    var result: [(range: AddressRange, reason: MissingMemory)] = []
    for piece in memory.pieces {
      guard let reason = memory.absence(at: piece.range.start),
        let mapping = map.containing(piece.range.start), !mapping.permissions.isEmpty
      else { continue }
      if let last = result.last, last.range.end == piece.range.start, last.reason == reason {
        result[result.count - 1].range = AddressRange(last.range.start, piece.range.end)
      } else {
        result.append((piece.range, reason))
      }
    }
    return result
  }
}
