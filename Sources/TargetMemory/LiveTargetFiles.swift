// Finding the file behind a mapping of a process that may live in a container with its own root.

import Glibc
import Primitives

extension LiveTarget {
  /// Tries, in this order, the mapping's own path, the same below the process's root, and the kernel's link to the very
  /// file (`map_files`, which also finds deleted files but needs CAP_CHECKPOINT_RESTORE or CAP_SYS_ADMIN).
  public func openablePath(of mapping: Mapping) -> String? {
    guard mapping.kind == .file else { return nil }
    if !mapping.isDeleted, let path = String(validating: mapping.name, as: UTF8.self) {
      // The kernel writes paths as we would reach them, where we can: the process's own view is the second choice.
      for candidate in [path, directory.path + "/root" + path]
      where Self.isFile(candidate, inode: mapping.inode) {
        return candidate
      }
    }
    return mapFile(of: mapping) ?? executableLink(of: mapping)
  }

  private func mapFile(of mapping: Mapping) -> String? {
    let start = String(mapping.range.start.raw, radix: 16)
    let end = String(mapping.range.end.raw, radix: 16)
    let path = "\(directory.path)/map_files/\(start)-\(end)"
    return Self.isFile(path, inode: nil) ? path : nil
  }

  private func executableLink(of mapping: Mapping) -> String? {
    guard mapping.name == facts.executable else { return nil }
    let path = directory.path + "/exe"
    return Self.isFile(path, inode: mapping.inode) ? path : nil
  }

  /// Whether a regular file is there that we may read. The device is not compared: `maps` and `stat` give different ones
  /// on btrfs and on overlays. Whoever reads the file compares its build-id with the one in memory.
  private static func isFile(_ path: String, inode: UInt64?) -> Bool {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return false }
    if let inode, status.st_ino != inode { return false }
    return access(path, R_OK) == 0
  }
}
