// Small results that are written whole or not at all.

import Glibc
import Primitives
import SystemPackage

/// Writes files that never stand half.
public enum WholeFile {
  /// Gives `path` these bytes, in place of what it had. A device or a pipe is written to as it is. Throws the errno of what failed; then
  /// nothing has changed.
  public static func write(_ bytes: [UInt8], to path: String) throws(Errno) {
    var status = stat()
    let isSpecial = stat(path, &status) == 0 && status.st_mode & S_IFMT != S_IFREG
    if isSpecial, status.st_mode & S_IFMT != S_IFDIR { return try pass(bytes, to: path) }
    var output = try OutputFile(for: path, mode: 0o666)
    let store = ByteStore(copying: bytes)
    try output.file.append(store.bytes)
    try output.file.resize(to: UInt64(bytes.count))
    try output.publish()
  }

  private static func pass(_ bytes: [UInt8], to path: String) throws(Errno) {
    let descriptor = open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Errno.current }
    defer { close(descriptor) }
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw Errno.current }
      rest = rest.dropFirst(count)
    }
  }
}
