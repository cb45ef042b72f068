// Which Debian package has the debug information of a file.

import Glibc
import Primitives

/// Debian's packages and their debug information.
enum DebugPackage {
  /// What to do to get the debug information of a file: a clause.
  static func advice(for path: String) -> String {
    let servers = "or allow --debuginfod with DEBUGINFOD_URLS=https://debuginfod.debian.net"
    guard let owner = owner(of: path) else {
      return "compile it with -g, or give its debug files with --debug-dir"
    }
    if let package = special[owner] { return "apt install \(package), \(servers)" }
    return "apt install \(owner)-dbgsym (from the debian-debug archive), \(servers)"
  }

  /// Packages whose debug information is in the main archive.
  private static let special = [
    "libc6": "libc6-dbg", "python3.11-minimal": "python3.11-dbg", "python3.11": "python3.11-dbg",
    "libpython3.11": "python3.11-dbg", "libpython3.11-minimal": "python3.11-dbg",
    "libpython3.11-stdlib": "python3.11-dbg", "libpython3.11-dev": "python3.11-dbg",
  ]

  /// The installed package that a file belongs to, by dpkg's lists; nil when there is none.
  static func owner(of path: String) -> String? {
    guard let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    let whole = String(cString: real)
    // With a merged /usr, packages still list /lib and /bin.
    let aliases = whole.hasPrefix("/usr/") ? [whole, String(whole.dropFirst(4))] : [whole]
    let wanted = aliases.map { Array("\n\($0)\n".utf8) }
    let directory = "/var/lib/dpkg/info"
    for name in names(in: directory) where name.hasSuffix(".list") {
      guard let list = try? ByteStore.mapping(path: "\(directory)/\(name)") else { continue }
      if wanted.contains(where: { contains(list.bytes, $0) }) {
        let package = name.dropLast(".list".count)
        return String(package.prefix { $0 != ":" })
      }
    }
    return nil
  }

  private static func contains(_ bytes: UnsafeRawBufferPointer, _ text: [UInt8]) -> Bool {
    guard let first = text.first else { return true }
    var rest = bytes[...]
    while let start = rest.firstIndex(of: first) {
      if rest[start...].starts(with: text) { return true }
      rest = rest[(start + 1)...]
    }
    return false
  }

  private static func names(in directory: String) -> [String] {
    guard let stream = opendir(directory) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) {
        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      names.append(name)
    }
    return names.sorted()
  }
}
