// A note of Scry's own cores: what the threads are called, which no other note says.

import Primitives
import TargetMemory

/// The layout of the note (Documentation/FORMATS.md, "Cores").
enum ThreadNameNote {
  static let owner = "SCRY"
  static let kind: UInt32 = 1

  /// The thread's id in 4 bytes, and 16 of its name, of which at least the last is NUL.
  private static let entrySize = 20

  /// The names in a note, by thread id.
  static func names(_ content: UnsafeRawBufferPointer) -> [Int32: [UInt8]] {
    var result: [Int32: [UInt8]] = [:]
    for start in stride(from: 0, to: content.count / entrySize * entrySize, by: entrySize) {
      let tid = content.loadUnaligned(fromByteOffset: start, as: Int32.self)
      result[tid] = Array(content[(start + 4)..<(start + entrySize - 1)].prefix { $0 != 0 })
    }
    return result
  }

  /// The note of some threads.
  static func content(_ threads: [SavedThread]) -> [UInt8] {
    var bytes: [UInt8] = []
    for thread in threads {
      bytes.append(thread.facts.tid)
      let name = thread.facts.name.prefix(15)
      bytes += name
      bytes.appendZeros(16 - name.count)
    }
    return bytes
  }
}
