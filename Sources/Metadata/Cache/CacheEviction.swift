// Keeps the cache below its bound: the least recently used files go first.

import Glibc

/// What a cache holds.
public struct CacheContents: Sendable {
  /// Bytes of all files.
  public var bytes: UInt64
  /// How many there are.
  public var files: Int
}

extension CacheDirectory {
  private struct Entry {
    var path: String
    var bytes: UInt64
    var used: Int
  }

  /// Counts what is there.
  func contents() -> CacheContents {
    let entries = entries()
    return CacheContents(bytes: entries.reduce(0) { $0 &+ $1.bytes }, files: entries.count)
  }

  /// Removes files until at most `limit` bytes are left; the file of `kept` stays. Files that another Scry has mapped stay readable
  /// for it.
  func evict(limit: UInt64, keeping kept: CacheKey) {
    var entries = entries()
    var total = entries.reduce(0) { $0 &+ $1.bytes }
    guard total > limit else { return }
    let keptPath = path(of: kept)
    entries.sort { $0.used < $1.used }
    for entry in entries where entry.path != keptPath && total > limit {
      if unlink(entry.path) == 0 { total -= entry.bytes }
    }
  }

  /// All cached files. Temporary files that a killed Scry left behind an hour ago or earlier are removed on the way.
  private func entries() -> [Entry] {
    var found: [Entry] = []
    for folder in Self.names(in: path) {
      for name in Self.names(in: "\(path)/\(folder)") {
        let file = "\(path)/\(folder)/\(name)"
        var status = stat()
        guard lstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { continue }
        if name.hasSuffix(Self.suffix) {
          found.append(
            Entry(
              path: file, bytes: UInt64(max(0, status.st_size)), used: status.st_mtim.tv_sec))
        } else if name.hasSuffix(Self.temporarySuffix), time(nil) - status.st_mtim.tv_sec > 3600 {
          unlink(file)
        }
      }
    }
    return found
  }

  private static func names(in folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }
}
