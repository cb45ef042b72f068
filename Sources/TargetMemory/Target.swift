// What every target can do, alive or dead: give bytes, name its mappings and threads, say who it is.

import Primitives

/// Reads memory of a target.
public protocol MemoryReader: Sendable {
  /// Fills the front of `buffer` with the bytes from `address` on and returns how many there were: at least one, fewer
  /// than asked when unreadable memory follows. An empty buffer gives 0.
  ///
  /// Throws `.unmapped(address)` when not even the first byte can be read.
  func readPrefix(
    at address: Address, into buffer: UnsafeMutableRawBufferPointer
  ) throws(ReadError) -> Int
}

/// Writes memory of a target. What is dead cannot.
public protocol MemoryWriter: Sendable {
  /// Stores a value. Throws `.unmapped` when it cannot be written there.
  func write(_ value: some BitwiseCopyable, at address: Address) throws(ReadError)
}

/// A process or what is left of one. It holds only what a core dump can answer too; control of a live process is the
/// live target's own.
public protocol Target: MemoryReader {
  /// Who the process is, as it was when the target was opened.
  var facts: ProcessFacts { get }

  /// The mappings by rising address, as they are now.
  func mappings() throws(ReadError) -> [Mapping]

  /// The threads by rising thread id, as they are now.
  func threads() throws(ReadError) -> [ThreadFacts]

  /// Throws `.gone` when the process has ended or runs another program: answers from before then hold no more.
  func checkPresence() throws(ReadError)

  /// A path by which we can open the very file of a mapping; nil when there is none (anonymous memory, a file that was
  /// deleted and cannot be reached).
  func openablePath(of mapping: Mapping) -> String?

  /// Which parts of a range hold anything: the others read as zeros, or as their file has them.
  func usedRuns(of range: AddressRange) -> [AddressRange]

  /// Why the content of mapped memory is not known, of a target that knows the reason; nil where it can be read.
  func absence(at address: Address) -> MissingMemory?
}

extension Target {
  /// What is dead stays as it is.
  public func checkPresence() throws(ReadError) {}

  /// All of it may hold something.
  public func usedRuns(of range: AddressRange) -> [AddressRange] { [range] }

  /// What is alive has all of its memory.
  public func absence(at address: Address) -> MissingMemory? { nil }
}
