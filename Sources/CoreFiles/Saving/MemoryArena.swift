// Room for a copy of a process's memory: our own memory, or a file when that would not do.

import Glibc
import Primitives
import SystemPackage

/// A fixed number of bytes, written by many threads at different places, and read afterwards.
final class MemoryArena: @unchecked Sendable {
  let bytes: UnsafeMutableRawBufferPointer
  /// Held in a file without a name, because memory was short.
  let isFile: Bool

  /// `MADV_POPULATE_WRITE` of <linux/mman.h>, which the headers of older libraries lack.
  private static let populateForWriting: Int32 = 23

  /// - Parameter folder: where the file is made if the bytes would take more than half of the memory that is available.
  /// Throws the errno of `mmap`, `open` or `ftruncate`.
  init(size: Int, folder: String) throws(Errno) {
    isFile = UInt64(size) > Self.availableMemory / 2
    guard size > 0 else {
      bytes = UnsafeMutableRawBufferPointer(start: nil, count: 0)
      return
    }
    let start =
      isFile
      ? try Self.mapFile(size, in: folder)
      : mmap(
        nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
    guard let start, start != MAP_FAILED else { throw Errno.current }
    // The process stands while the room is filled: it must not wait for the kernel to find memory. Older kernels than 5.14
    // refuse, which costs time only.
    madvise(start, size, MADV_HUGEPAGE)
    madvise(start, size, Self.populateForWriting)
    bytes = UnsafeMutableRawBufferPointer(start: start, count: size)
  }

  deinit { munmap(bytes.baseAddress, bytes.count) }

  private static func mapFile(_ size: Int, in folder: String) throws(Errno)
    -> UnsafeMutableRawPointer?
  {
    let file = try SparseFile(in: folder)
    // Reserved at once: a disk that fills up later would end us by SIGBUS.
    return try file.mapWritable(size: size)
  }

  /// `MemAvailable` of /proc/meminfo, in bytes; 0 when it cannot be read.
  private static var availableMemory: UInt64 {
    guard let file = fopen("/proc/meminfo", "re") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    while fgets(&line, Int32(line.count), file) != nil {
      let text = String(
        decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
      let words = text.split(separator: " ")
      if words.count > 1, words[0] == "MemAvailable:" { return (UInt64(words[1]) ?? 0) * 1024 }
    }
    return 0
  }
}
