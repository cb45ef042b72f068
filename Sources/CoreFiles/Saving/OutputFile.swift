// A file that appears under its name only when it is complete.

import Glibc
import Primitives
import SystemPackage

/// A file without a name in the folder of the name that it is to have. Whatever ends us leaves nothing behind.
struct OutputFile: ~Copyable {
  let folder: String
  var file: SparseFile
  private let path: String

  /// Throws the errno of `open`: EOPNOTSUPP on file systems that know only files with names (NFS, FAT); EISDIR and ESPIPE where a folder,
  /// a device or a pipe has the name, which nothing may take the place of.
  init(for path: String, mode: mode_t = 0o600) throws(Errno) {
    self.path = path
    folder =
      path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    var status = stat()
    if stat(path, &status) == 0 {
      if status.st_mode & S_IFMT == S_IFDIR { throw .isDirectory }
      if status.st_mode & S_IFMT != S_IFREG { throw .illegalSeek }
    }
    file = try SparseFile(in: folder, mode: mode)
  }

  /// Gives the file its name, in place of what had it. `link` takes no name that exists, so another one comes first
  /// (open(2), "O_TMPFILE").
  borrowing func publish() throws(Errno) {
    let temporary = "\(path).\(getpid()).part"
    guard
      linkat(
        AT_FDCWD, "/proc/self/fd/\(file.descriptor)", AT_FDCWD, temporary, AT_SYMLINK_FOLLOW) == 0
    else { throw Errno.current }
    guard rename(temporary, path) == 0 else {
      let error = Errno.current
      unlink(temporary)
      throw error
    }
  }
}
