// A temporary folder in which tests write files, compile programs and run tools.

import Foundation

/// A temporary folder, removed with the last reference to it.
public final class Workspace: Sendable {
  public let url = FileManager.default.temporaryDirectory.appending(path: "scry-test-\(UUID())")

  public init() throws {
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// The path of a file in the folder.
  public func path(_ name: String) -> String { url.appending(path: name).path }

  /// Writes a file and gives its path.
  @discardableResult
  public func write(_ text: String, to name: String) throws -> String {
    try text.write(toFile: path(name), atomically: true, encoding: .utf8)
    return path(name)
  }

  /// Runs a program found in PATH here, whatever status it ends with.
  @discardableResult
  public func run(
    _ command: String, _ arguments: [String] = [], environment: [String: String] = [:]
  ) throws -> Tool.Result {
    try Tool.run([command] + arguments, in: url, environment: environment)
  }

  /// Runs a program that must succeed and gives its standard output.
  @discardableResult
  public func require(
    _ command: String, _ arguments: [String] = [], environment: [String: String] = [:]
  ) throws -> String {
    try Tool.require([command] + arguments, in: url, environment: environment)
  }

  /// Compiles files into a program and gives its path.
  public func compile(
    _ files: [String], with compiler: String = "gcc", _ flags: [String] = ["-g"],
    to name: String = "program"
  ) throws -> String {
    try require(compiler, flags + files + ["-o", path(name)])
    return path(name)
  }

  /// Compiles one source, with debug information and threads, and gives the program's path.
  public func compile(
    _ source: String, as name: String = "program", _ options: [String] = ["-O0"],
    compiler: String = "gcc", extension: String = "c"
  ) throws -> String {
    let file = try write(source, to: "\(name).\(`extension`)")
    return try compile([file], with: compiler, ["-g", "-pthread"] + options, to: name)
  }
}
