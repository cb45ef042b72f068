// The memory and descriptors of a traced process, read through /proc.

import Glibc
import SystemCalls

/// A process as the decoder reads it. All of its threads share one.
public final class TracedProcess: TraceeMemory {
  /// The first thread's id.
  public private(set) var pid: Int32
  private var memory: Int32 = -1
  /// The memory cannot be opened; not tried again until the next execve.
  private var isClosed = false

  init(pid: Int32) { self.pid = pid }

  deinit { forgetMemory() }

  /// What the descriptor shows is the memory of the program before execve.
  func forgetMemory() {
    if memory >= 0 { close(memory) }
    memory = -1
    isClosed = false
  }

  public func read(_ address: UInt64, into buffer: UnsafeMutableRawBufferPointer) -> Int {
    guard let descriptor = openedMemory, let offset = Int(exactly: address) else { return 0 }
    return max(pread(descriptor, buffer.baseAddress, buffer.count, offset), 0)
  }

  /// Stores bytes: how many of them.
  func write(_ bytes: UnsafeRawBufferPointer, at address: UInt64) -> Int {
    guard let descriptor = openedMemory, let offset = Int(exactly: address) else { return 0 }
    return max(pwrite(descriptor, bytes.baseAddress, bytes.count, offset), 0)
  }

  private var openedMemory: Int32? {
    if memory < 0, !isClosed {
      memory = open("/proc/\(pid)/mem", O_RDWR | O_CLOEXEC)
      isClosed = memory < 0
    }
    return memory < 0 ? nil : memory
  }

  public func descriptorPath(_ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer) -> Int
  {
    guard let start = buffer.baseAddress?.assumingMemoryBound(to: CChar.self) else { return 0 }
    return max(readlink("/proc/\(pid)/fd/\(descriptor)", start, buffer.count), 0)
  }
}
