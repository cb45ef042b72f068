// A file without a name, with holes where zeros would stand.

import Glibc
import Primitives
import SystemPackage

/// A new file that no folder names: it is gone with its last user, whatever ends that.
struct SparseFile: ~Copyable {
  /// Open for reading and writing.
  let descriptor: Int32
  /// Bytes that were appended so far, holes included.
  private(set) var size: UInt64 = 0

  /// Zeros are left out in blocks of this many bytes, which file systems store in one piece.
  private static let block = 4096
  /// Between two looks at how it goes, at most so many bytes are written.
  private static let piece = 8 << 20
  /// `O_TMPFILE` of <asm-generic/fcntl.h>, a macro that Swift does not see.
  private static let temporaryFlags: Int32 = 0o20_000_000 | O_DIRECTORY

  /// Makes a file on the file system of a folder, readable by its owner alone, as the kernel makes cores. Throws the errno of `open`.
  init(in folder: String, mode: mode_t = 0o600) throws(Errno) {
    let opened = open(folder, O_RDWR | O_CLOEXEC | Self.temporaryFlags, mode)
    guard opened >= 0 else { throw Errno.current }
    descriptor = opened
  }

  deinit { close(descriptor) }

  /// Writes bytes behind those that were appended before. Throws the errno of `pwrite`.
  mutating func append(_ bytes: UnsafeRawBufferPointer) throws(Errno) {
    try write(bytes, at: size)
    size += UInt64(bytes.count)
  }

  /// Writes bytes at a place, and leaves holes for blocks of zeros. Throws the errno of `pwrite`.
  func write(_ bytes: UnsafeRawBufferPointer, at place: UInt64) throws(Errno) {
    var start = 0
    while start < bytes.count {
      let isZero = Self.isZero(bytes, at: start)
      var end = min(start + Self.block, bytes.count)
      while end < bytes.count, end - start < Self.piece, Self.isZero(bytes, at: end) == isZero {
        end = min(end + Self.block, bytes.count)
      }
      if !isZero {
        let run = UnsafeRawBufferPointer(rebasing: bytes[start..<end])
        try writeAll(run, at: place + UInt64(start))
      }
      start = end
    }
  }

  private static func isZero(_ bytes: UnsafeRawBufferPointer, at start: Int) -> Bool {
    let count = min(block, bytes.count - start)
    guard let base = bytes.baseAddress, bytes[start] == 0 else { return false }
    // Equal to itself shifted by one byte: all are like the first.
    return memcmp(base + start, base + start + 1, count - 1) == 0
  }

  private func writeAll(_ bytes: UnsafeRawBufferPointer, at place: UInt64) throws(Errno) {
    var done = 0
    while done < bytes.count {
      let rest = UnsafeRawBufferPointer(rebasing: bytes[done...])
      let count = pwrite(descriptor, rest.baseAddress, rest.count, off_t(place) + off_t(done))
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw Errno.current }
      done += count
    }
  }

  /// Gives the file a size in bytes. Throws the errno of `ftruncate`.
  func resize(to size: UInt64) throws(Errno) {
    guard ftruncate(descriptor, off_t(size)) == 0 else { throw Errno.current }
  }

  /// How long the file is and what it takes of the disk, in bytes.
  func sizes() throws(Errno) -> (size: UInt64, onDisk: UInt64) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw Errno.current }
    return (UInt64(status.st_size), UInt64(status.st_blocks) * 512)
  }

  /// Maps what was appended. Throws the errno of `ftruncate` or `mmap`.
  func map() throws(Errno) -> ByteStore {
    try resize(to: size)
    return try ByteStore.mapping(descriptor: descriptor)
  }

  /// Maps the file for writing, with all of its bytes reserved on the disk. Throws the errno of `posix_fallocate` or `mmap`.
  func mapWritable(size: Int) throws(Errno) -> UnsafeMutableRawPointer? {
    let code = posix_fallocate(descriptor, 0, off_t(size))
    guard code == 0 else { throw Errno(rawValue: code) }
    let start = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0)
    guard start != MAP_FAILED else { throw Errno.current }
    return start
  }
}
