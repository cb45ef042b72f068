// A place where lines of the trace go, and the line that is open there.

import Glibc
import Primitives
import SystemCalls
import SystemPackage

/// The lines of one file, pipe or terminal.
final class TaskLog {
  /// What has not been written yet.
  var buffer: OutputBuffer
  /// Whose line has begun and not ended.
  var openTask: TracedTask?
  private var descriptor: Int32
  /// Somebody may be reading along: each line is written when it ends, and a call when it begins.
  let isImmediate: Bool

  /// Bytes that are kept back at most.
  private static let limit = 1 << 18

  /// Gets the reason when a write fails, once.
  private let failed: (Errno) -> Void

  /// Takes over the descriptor, which may be -1 for lines that are kept until they are wanted.
  init(
    descriptor: Int32, isImmediate: Bool, capacity: Int = limit + (1 << 16),
    failed: @escaping (Errno) -> Void = { _ in }
  ) {
    self.descriptor = descriptor
    self.isImmediate = isImmediate
    self.failed = failed
    buffer = OutputBuffer(capacity: capacity)
  }

  deinit { end() }

  /// Writes what is left and closes; nothing is written after that.
  func end() {
    flush()
    if descriptor > STDERR_FILENO { close(descriptor) }
    descriptor = -1
  }

  /// Something waits to be written until there is more of it.
  var keepsBack: Bool { !isImmediate && buffer.count > 0 }

  func append(_ text: String) {
    var text = text
    text.withUTF8 { buffer.append(UnsafeRawBufferPointer($0)) }
  }

  /// Writes what has come together when that is much, or when somebody waits for it.
  func flushIfNeeded() {
    if isImmediate || buffer.count >= Self.limit { flush() }
  }

  /// Writes everything.
  func flush() {
    guard buffer.count > 0 else { return }
    var rest = buffer.bytes
    while descriptor >= 0, !rest.isEmpty {
      let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        failed(.current)
        break
      }
      rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    }
    buffer.removeAll()
  }
}
