// Where libscry-agent.so is.

import DebugInfo
import Glibc

/// Finds the agent: where we are told, else near our own executable.
enum AgentFile {
  static let name = "libscry-agent.so"

  /// The agent's absolute path; nil when it is in none of the places.
  static func find(override: String? = nil) -> String? {
    if let override { return absolute(override) }
    if let told { return absolute(told) }
    return places.lazy.compactMap(absolute).first
  }

  /// What `SCRY_AGENT` says.
  private static var told: String? {
    getenv("SCRY_AGENT").map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
  }

  /// The path as LD_PRELOAD can have it. Throws a `Failure` when there is no agent, or none there.
  static func preloadable(override agent: String? = nil) throws -> String {
    guard let path = find(override: agent) else {
      let place = agent ?? told ?? "\(places.first ?? name) or beside it"
      throw Failure(
        .unreadable,
        "no agent at \(Diagnostics.printable(place)); give --agent PATH, or --no-agent to run without"
      )
    }
    // The dynamic linker splits LD_PRELOAD at both and knows no escape.
    guard !path.contains(where: { $0 == ":" || $0 == " " }) else {
      throw Failure(
        .unreadable,
        "the agent's path '\(Diagnostics.printable(path))' has a blank or a colon in it")
    }
    // The dynamic linker would complain to the program's standard error.
    do {
      _ = try ElfFile.open(path: path)
    } catch {
      throw Failure(.unreadable, "the agent '\(Diagnostics.printable(path))' \(error.clause)")
    }
    return path
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
