// Paths as text: joining and directories.

import Glibc

/// The few operations on paths that finding debug files needs.
enum FilePaths {
  /// `name` inside `directory`, or `name` itself when it is absolute.
  static func join(_ directory: String, _ name: String) -> String {
    if name.hasPrefix("/") || directory.isEmpty { return name }
    return directory.hasSuffix("/") ? directory + name : directory + "/" + name
  }

  /// The directory of a file with every symbolic link followed; of the path as it stands when that fails.
  static func realDirectory(of path: String) -> String {
    guard let resolved = realpath(path, nil) else { return directory(of: path) }
    defer { free(resolved) }
    return directory(of: String(cString: resolved))
  }

  /// Everything before the last slash; "." when there is none.
  static func directory(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// The last component.
  static func name(of path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }
}
