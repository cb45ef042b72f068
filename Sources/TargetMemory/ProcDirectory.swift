// Files and links under /proc, read whole.

import Glibc
import Primitives
import SystemPackage

/// One process's or thread's directory under `/proc`, held open: a descriptor of it stays with that process, so that
/// every later look fails with ESRCH, rather than showing somebody else, when the process has ended and its id was
/// given away.
final class ProcDirectory: Sendable {
  let path: String
  private let descriptor: Int32

  /// Throws the errno of `open`: ENOENT when there is no such process.
  init(path: String) throws(Errno) {
    self.path = path
    descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Errno.current }
  }

  deinit { close(descriptor) }

  /// Everything a file under the directory holds, at most `limit` bytes.
  func contents(of name: String, limit: Int = 64 << 20) throws(Errno) -> [UInt8] {
    let file = openat(descriptor, name, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw Errno.current }
    defer { close(file) }
    var result: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 64 << 10)
    while result.count < limit {
      let got = Glibc.read(file, &piece, piece.count)
      if got == 0 { break }
      guard got > 0 else {
        if errno == EINTR { continue }
        throw Errno.current
      }
      result += piece[..<got]
    }
    return result
  }

  /// What a symbolic link under the directory holds.
  func link(_ name: String) throws(Errno) -> [UInt8] {
    var target = [UInt8](repeating: 0, count: 4096)
    let got = target.withUnsafeMutableBytes {
      readlinkat(descriptor, name, $0.baseAddress!.assumingMemoryBound(to: CChar.self), $0.count)
    }
    guard got >= 0 else { throw Errno.current }
    return Array(target[..<got])
  }

  /// The status of what a name, links followed, refers to.
  func status(of name: String) throws(Errno) -> stat {
    var result = stat()
    guard fstatat(descriptor, name, &result, 0) == 0 else { throw Errno.current }
    return result
  }

  /// A descriptor of a file under the directory; the caller closes it.
  func openFile(_ name: String) throws(Errno) -> Int32 {
    let file = openat(descriptor, name, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw Errno.current }
    return file
  }

  /// The numeric names in the subdirectory `task`, rising.
  func taskIDs() throws(Errno) -> [Int32] {
    let file = openat(descriptor, "task", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard file >= 0 else { throw Errno.current }
    guard let directory = fdopendir(file) else {
      let error = Errno.current
      close(file)
      throw error
    }
    defer { closedir(directory) }
    var result: [Int32] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if let id = Int32(name) { result.append(id) }
    }
    return result.sorted()
  }
}
