// A process that `scry run` will make a program of: until the tables of types are made it is Scry.

import Glibc
import Primitives
import SystemPackage

/// Waits for a program that is about to start.
enum StartingProgram {
  /// Waits while a process is this very program, about to execute another; whether it was.
  @discardableResult
  static func wait(for pid: Int32) -> Bool {
    guard isStarting(pid) else { return false }
    defer { Progress.finish() }
    while isStarting(pid) {
      Progress.show("process \(pid) is `scry run`, which makes the program's tables")
      usleep(10_000)
    }
    return true
  }

  private static func isStarting(_ pid: Int32) -> Bool {
    guard pid != getpid(), let own = file("/proc/self/exe"), let other = file("/proc/\(pid)/exe"),
      own == other
    else { return false }
    let words = arguments(of: pid)
    // With --attach Scry goes on, and the program is a process of its own.
    return words.dropFirst().first == Array("run".utf8)
      && !words.prefix { $0 != Array("--".utf8) }.contains(Array("--attach".utf8))
  }

  private struct FileIdentity: Equatable {
    let device: UInt
    let inode: UInt
  }

  private static func file(_ path: String) -> FileIdentity? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    return FileIdentity(device: status.st_dev, inode: status.st_ino)
  }

  private static func arguments(of pid: Int32) -> [[UInt8]] {
    guard let file = try? FileDescriptor.open("/proc/\(pid)/cmdline", .readOnly) else { return [] }
    defer { try? file.close() }
    let bytes = [UInt8](unsafeUninitializedCapacity: 4096) { buffer, count in
      count = (try? file.read(into: UnsafeMutableRawBufferPointer(buffer))) ?? 0
    }
    return bytes.split(separator: 0, omittingEmptySubsequences: false).map { Array($0) }
  }
}
