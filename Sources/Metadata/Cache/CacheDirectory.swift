// The folder of cached uniqtype files: private to the user, written atomically, bounded in size.

import Glibc
import Primitives
import SystemPackage

/// A folder of files named by key, `<two characters>/<the rest>.meta`.
///
/// Two Scrys may use it at once: files appear complete, by rename, and the last one wins, which is as good as the first since
/// both are built from the same module. Nothing is ever changed in place, so that a file that is mapped stays whole.
struct CacheDirectory: Sendable {
  let path: String

  // MARK: Reading

  func path(of key: CacheKey) -> String { "\(path)/\(key.folder)/\(key.file)" }

  /// The mapped file of a key; nil when there is none, or when it belongs to somebody else.
  func open(_ key: CacheKey) -> ByteStore? {
    let path = path(of: key)
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      status.st_uid == geteuid()
    else { return nil }
    return try? ByteStore.mapping(path: path)
  }

  /// Notes that a file was used, at most once an hour: the least recently used go first.
  func touch(_ key: CacheKey) {
    let path = path(of: key)
    var status = stat()
    guard stat(path, &status) == 0, time(nil) - status.st_mtim.tv_sec > 3600 else { return }
    utimensat(AT_FDCWD, path, nil, 0)
  }

  func remove(_ key: CacheKey) { unlink(path(of: key)) }

  // MARK: Writing

  /// Writes a file under a temporary name and renames it to its own.
  func write(_ bytes: [UInt8], _ key: CacheKey) throws(Errno) {
    let folder = "\(path)/\(key.folder)"
    try makePrivateFolder(folder)
    let temporary =
      "\(folder)/.\(key.file).\(getpid()).\(Self.uniqueNumber())\(Self.temporarySuffix)"
    do throws(Errno) {
      try Self.writeNew(temporary, bytes)
      guard rename(temporary, path(of: key)) == 0 else { throw Errno.current }
    } catch {
      unlink(temporary)
      throw error
    }
  }

  static let temporarySuffix = ".tmp"
  static let suffix = ".meta"

  /// Keeps the temporary names of several threads, and of a process with the same number in another container, apart.
  private static func uniqueNumber() -> UInt64 { UInt64.random(in: .min ... .max) }

  private static func writeNew(_ path: String, _ bytes: [UInt8]) throws(Errno) {
    let descriptor = Glibc.open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Errno.current }
    var failure: Errno?
    bytes.withUnsafeBytes { buffer in
      var rest = buffer[...]
      while !rest.isEmpty, failure == nil {
        let count = Glibc.write(
          descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        if count > 0 {
          rest = rest.dropFirst(count)
        } else if errno != EINTR {
          failure = count == 0 ? .noSpace : .current
        }
      }
    }
    // A full disk may be noticed only here.
    if close(descriptor) != 0, failure == nil { failure = .current }
    if let failure { throw failure }
  }

  /// Makes a folder and those above it that are missing, for the user alone. One that belongs to somebody else is refused: who can
  /// replace files there could make Scry believe anything.
  func makePrivateFolder(_ folder: String) throws(Errno) {
    if mkdir(folder, 0o700) == 0 { return }
    if errno == ENOENT, let slash = folder.lastIndex(of: "/"), slash != folder.startIndex {
      try makePrivateFolder(String(folder[..<slash]))
      if mkdir(folder, 0o700) == 0 { return }
    }
    guard errno == EEXIST else { throw Errno.current }
    guard folder.hasPrefix(path) else { return }
    try checkPrivate(folder)
  }

  private func checkPrivate(_ folder: String) throws(Errno) {
    var status = stat()
    guard lstat(folder, &status) == 0 else { throw Errno.current }
    guard status.st_mode & S_IFMT == S_IFDIR else { throw Errno.notDirectory }
    guard status.st_uid == geteuid() else { throw Errno.notPermitted }
    if status.st_mode & 0o077 != 0, chmod(folder, 0o700) != 0 { throw Errno.current }
  }
}

/// Names a module in the cache.
struct CacheKey: Hashable, Sendable {
  let folder: String
  let file: String

  /// By build-id, as the agent looks for it: two hexadecimal digits, then the rest. Nil for a build-id without a rest.
  init?(buildID: [UInt8]) {
    guard buildID.count > 1 else { return nil }
    let digits = buildID.hexadecimal
    folder = String(digits.prefix(2))
    file = digits.dropFirst(2) + CacheDirectory.suffix
  }

  private init(folder: String, file: String) {
    self.folder = folder
    self.file = file
  }

  /// Beside the table of a module, the user's declarations.
  var declarations: CacheKey {
    CacheKey(
      folder: folder, file: file.dropLast(CacheDirectory.suffix.count) + ".allocators")
  }

  /// For a file without a build-id: by its real path, size, time of change and inode. Nil when it cannot be asked.
  init?(fileAt path: String) {
    var status = stat()
    guard stat(path, &status) == 0, let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    var digest = Digest()
    digest.add(String(cString: real).utf8)
    digest.add(UInt8(0))
    for number in [
      Int64(status.st_size), Int64(status.st_mtim.tv_sec), Int64(status.st_mtim.tv_nsec),
    ] { digest.add(UInt64(bitPattern: number)) }
    digest.add(UInt64(status.st_ino))
    folder = "files"
    let digits = String(digest.value, radix: 16)
    file = String(repeating: "0", count: 16 - digits.count) + digits + CacheDirectory.suffix
  }
}
