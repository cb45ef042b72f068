// Tells the interface's thread, wherever it waits, that a worker has something for it.

import CLinux
import Glibc

/// A bell: rung by any thread, heard by `poll`.
public final class WakeUp: Sendable {
  /// Readable when the bell was rung.
  let descriptor: Int32

  public init() { descriptor = clinux_event_descriptor() }

  deinit { close(descriptor) }

  /// Rings.
  public func signal() {
    var one: UInt64 = 1
    _ = write(descriptor, &one, 8)
  }

  /// Makes it silent again.
  func clear() {
    var count: UInt64 = 0
    _ = read(descriptor, &count, 8)
  }

  /// Waits until it was rung.
  func wait() {
    var event = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    while poll(&event, 1, -1) < 0, errno == EINTR {}
  }
}
