// Where libscry-agent.so is.

import Glibc

/// Finds the agent: where we are told, else near our own executable.
enum AgentFile {
  static let name = "libscry-agent.so"

  /// The agent's absolute path; nil when it is in none of the places.
  static func find(override: String? = nil) -> String? {
    if let override { return absolute(override) }
    if let told = getenv("SCRY_AGENT").map({ String(cString: $0) }), !told.isEmpty {
      return absolute(told)
    }
    return places.lazy.compactMap(absolute).first
  }

  /// Beside the program, where `make install` puts it, and where SwiftPM does.
  static var places: [String] {
    guard let executable = absolute("/proc/self/exe"), let slash = executable.lastIndex(of: "/")
    else { return [] }
    let directory = executable[..<slash]
    return [
      "\(directory)/\(name)", "\(directory)/../lib/scry/\(name)",
      "\(directory)/scry_Agent.resources/\(name)",
    ]
  }

  /// The path with links resolved; nil when there is no such file.
  private static func absolute(_ path: String) -> String? {
    guard let real = realpath(path, nil) else { return nil }
    defer { free(real) }
    return String(cString: real)
  }
}
