// The memory and descriptors of a traced process, read through /proc.

import Glibc
import SystemCalls

/// A process as the decoder reads it. All of its threads share one; execve makes another.
public final class TracedProcess: TraceeMemory {
  /// The first thread's id.
  public let pid: Int32
  /// The thread through which it is looked at: the first one may have ended, and the memory with it.
  var reader: Int32
  private var memory: Int32 = -1
  private var localSockets: [String: String] = [:]
  /// The memory cannot be opened; not tried again until the next execve.
  private var isClosed = false

  init(pid: Int32) {
    self.pid = pid
    reader = pid
  }

  deinit {
    if memory >= 0 { close(memory) }
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
      memory = open("/proc/\(reader)/mem", O_RDWR | O_CLOEXEC)
      if memory < 0 { memory = open("/proc/\(reader)/mem", O_RDONLY | O_CLOEXEC) }
      isClosed = memory < 0
    }
    return memory < 0 ? nil : memory
  }

  public func descriptorPath(
    _ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer
  ) -> Int {
    guard let start = buffer.baseAddress?.assumingMemoryBound(to: CChar.self) else { return 0 }
    let link = descriptor == Self.workingDirectory ? "cwd" : "fd/\(descriptor)"
    return max(readlink("/proc/\(reader)/\(link)", start, buffer.count), 0)
  }

  /// AT_FDCWD.
  private static let workingDirectory: Int32 = -100

  public func descriptorDetails(
    _ descriptor: Int32, into buffer: UnsafeMutableRawBufferPointer
  ) -> Int {
    let count = descriptorPath(descriptor, into: buffer)
    let link = String(decoding: buffer.prefix(count), as: UTF8.self)
    let details = DescriptorDetails(
      folder: "/proc/\(reader)", descriptor: descriptor, link: link)
    guard count > 0, descriptor >= 0, let text = details.text else { return 0 }
    let bytes = remembered(text, of: link).utf8.prefix(buffer.count)
    buffer.copyBytes(from: bytes)
    return bytes.count
  }

  public func process(_ id: Int32) -> (any TraceeMemory)? {
    // An id means the same to us only where the process sees the processes that we see.
    guard id > 0, let own = Self.namespace(of: "self"), own == Self.namespace(of: "\(reader)")
    else {
      return nil
    }
    return TracedProcess(pid: id)
  }

  public func process(behind descriptor: Int32) -> (any TraceeMemory)? {
    let details = DescriptorDetails(folder: "/proc/\(reader)", descriptor: descriptor, link: "")
    return details.processID.map { TracedProcess(pid: $0) }
  }

  /// The link that tells the namespace of process ids.
  private static func namespace(of process: String) -> [UInt8]? {
    withUnsafeTemporaryAllocation(byteCount: 64, alignment: 1) { buffer in
      guard let start = buffer.baseAddress?.assumingMemoryBound(to: CChar.self) else { return nil }
      let count = readlink("/proc/\(process)/ns/pid", start, buffer.count)
      return count > 0 ? Array(buffer[..<count]) : nil
    }
  }

  /// The other end of a local socket is forgotten by the kernel when it is closed, but not by people.
  private func remembered(_ text: String, of link: String) -> String {
    guard text.hasPrefix("UNIX") else { return text }
    if text.contains("->") { localSockets[link] = text }
    return localSockets[link] ?? text
  }
}
