// The environment in which tests run programs.

import Foundation
import TestSupport
import Testing

/// Folders of the tests' own, and an environment that refers to nothing of the user's.
enum Scratch {
  /// The cache of uniqtype files: shared by all tests of a build, new for every new `scry`.
  static let cache: URL = {
    let folder = BuildFolder.url.appending(path: "ProgramTests.cache")
    let attributes = try? FileManager.default.attributesOfItem(atPath: BuildFolder.scry)
    let time = (attributes?[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
    let own = folder.appending(path: "\(Int(time * 1000))")
    for other in (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    where other != own.lastPathComponent {
      try? FileManager.default.removeItem(at: folder.appending(path: other))
    }
    try? FileManager.default.createDirectory(at: own, withIntermediateDirectories: true)
    return own
  }()

  /// Home is a folder without configuration; the locale is that of C.
  static let environment: [String: String] = [
    "PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
    "HOME": cache.path,
    "XDG_CACHE_HOME": cache.path,
    "LC_ALL": "C",
    "TZ": "UTC",
    "TERM": "dumb",
  ]

  /// A copy of the agent where other users can read it, as an installed one can be: some programs start others as another
  /// user, and the build may lie in a private folder.
  static let agentForAllUsers = Result {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "scry-test-agent-\(getuid())")
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
    let copy = folder.appending(path: "libscry-agent.so")
    let new = folder.appending(path: "\(UUID())")
    try FileManager.default.copyItem(at: URL(fileURLWithPath: BuildFolder.agent), to: new)
    try #require(rename(new.path, copy.path) == 0)
    return copy
  }

  /// Lends an empty folder that is gone afterwards. Programs that print their own path want a name that stays the same.
  static func withFolder<Result>(
    named name: String = "\(UUID())", _ body: (URL) throws -> Result
  ) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appending(path: "scry-test-\(name)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    return try body(folder)
  }
}
