// Where the files that a dead process had mapped may be looked for.

import Primitives

/// What the user says of the files behind a core.
public struct CoreFileOptions: Sendable {
  /// The program that died (`--exe`).
  public var executable: String?
  /// A folder that holds the target's file system, or simply its libraries (`--sysroot`).
  public var sysroot: String?

  public init(executable: String? = nil, sysroot: String? = nil) {
    self.executable = executable
    self.sysroot = sysroot
  }

  /// The paths where a file may be, the likeliest first. Whoever opens one compares its build-id.
  func candidates(for path: [UInt8], buildID: [UInt8], isExecutable: Bool) -> [String] {
    var result: [String] = []
    if isExecutable, let executable { result.append(executable) }
    if let path = String(validating: path, as: UTF8.self), path.hasPrefix("/") {
      if let sysroot {
        result.append(sysroot + path)
        result.append(sysroot + "/" + (path.split(separator: "/").last.map(String.init) ?? ""))
        // A build-id tells whether this machine's file is the same.
        if !buildID.isEmpty { result.append(path) }
      } else {
        result.append(path)
      }
    }
    return result + byBuildID(buildID)
  }

  /// Fedora links every binary in `/usr/lib/.build-id`; others put links beside the debug files.
  private func byBuildID(_ buildID: [UInt8]) -> [String] {
    guard buildID.count > 1 else { return [] }
    let name = ".build-id/\(buildID.prefix(1).hexadecimal)/\(buildID.dropFirst().hexadecimal)"
    return ["/usr/lib/", "/usr/lib/debug/"].map { (sysroot ?? "") + $0 + name }
  }
}
