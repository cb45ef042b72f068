// A temporary file without a name, with holes where zeros would stand.

import Glibc
import Primitives
import SystemPackage

/// A file that is written from front to back and is gone with its last user.
struct SparseFile: ~Copyable {
  private let descriptor: Int32
  /// Bytes so far, holes included.
  private(set) var size: UInt64 = 0

  /// Zeros are left out in blocks of this many bytes, which file systems store in one piece.
  private static let block = 4096

  /// Makes a file in a folder. Throws the errno of `open`.
  init(in folder: String) throws(Errno) {
    // A file that has no name cannot be left behind.
    let opened = open(folder, O_RDWR | O_CLOEXEC | temporaryFlags, 0o600)
    guard opened >= 0 else { throw Errno.current }
    descriptor = opened
  }

  deinit { close(descriptor) }

  /// Appends bytes. Throws the errno of `pwrite`.
  mutating func append(_ bytes: UnsafeRawBufferPointer) throws(Errno) {
    var start = 0
    while start < bytes.count {
      let isZero = Self.isZero(bytes, at: start)
      var end = start
      repeat {
        end = min(end + Self.block, bytes.count)
      } while end < bytes.count
        && Self.isZero(bytes, at: end) == isZero
      if !isZero { try write(UnsafeRawBufferPointer(rebasing: bytes[start..<end]), at: start) }
      start = end
    }
    size += UInt64(bytes.count)
  }

  private static func isZero(_ bytes: UnsafeRawBufferPointer, at start: Int) -> Bool {
    let piece = bytes[start..<min(start + block, bytes.count)]
    // Comparing a run with itself shifted by one byte is what memcmp does fastest.
    guard let first = piece.first, first == 0, let base = bytes.baseAddress else { return false }
    return memcmp(base + start, base + start + 1, piece.count - 1) == 0
  }

  private func write(_ bytes: UnsafeRawBufferPointer, at place: Int) throws(Errno) {
    var done = 0
    while done < bytes.count {
      let rest = UnsafeRawBufferPointer(rebasing: bytes[done...])
      let offset = off_t(size) + off_t(place + done)
      let count = pwrite(descriptor, rest.baseAddress, rest.count, offset)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw Errno.current }
      done += count
    }
  }

  /// Maps all of the file.
  func map() throws(Errno) -> ByteStore {
    guard ftruncate(descriptor, off_t(size)) == 0 else { throw Errno.current }
    return try ByteStore.mapping(descriptor: descriptor)
  }
}

/// `O_TMPFILE` of <asm-generic/fcntl.h>, a macro that Swift does not see: 020000000 with O_DIRECTORY.
private let temporaryFlags: Int32 = 0o20_000_000 | O_DIRECTORY
