// A temporary directory in which tests compile programs and run tools.

import Foundation
import Testing

/// What a tool printed and how it ended.
struct ToolResult {
  var status: Int32
  var output: String

  var lines: [Substring] { output.split(separator: "\n", omittingEmptySubsequences: false) }
}

/// A temporary directory, removed with the value.
final class Workspace {
  let directory: URL

  init() throws {
    directory = FileManager.default.temporaryDirectory
      .appendingPathComponent("debuginfo-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: directory) }

  func path(_ name: String) -> String { directory.appendingPathComponent(name).path }

  func write(_ text: String, to name: String) throws {
    try text.write(toFile: path(name), atomically: true, encoding: .utf8)
  }

  /// Runs a program found in PATH here and gives its standard output.
  @discardableResult
  func run(_ command: String, _ arguments: String...) throws -> ToolResult {
    try run(command, arguments)
  }

  @discardableResult
  func run(_ command: String, _ arguments: [String]) throws -> ToolResult {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [command] + arguments
    process.currentDirectoryURL = directory
    var environment = ProcessInfo.processInfo.environment
    environment["LC_ALL"] = "C"
    environment["DEBUGINFOD_URLS"] = ""
    process.environment = environment
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return ToolResult(
      status: process.terminationStatus, output: String(decoding: data, as: UTF8.self))
  }

  /// Runs a program that must succeed.
  @discardableResult
  func require(_ command: String, _ arguments: [String]) throws -> String {
    let result = try run(command, arguments)
    try #require(result.status == 0, "\(command) \(arguments)")
    return result.output
  }

  /// Whether a tool is installed.
  static func has(_ tool: String) -> Bool {
    ["/usr/bin/", "/usr/local/bin/", "/bin/"].contains {
      FileManager.default.isExecutableFile(atPath: $0 + tool)
    }
  }
}

/// Compares long lists of lines, naming only the first difference.
func expectEqual(
  _ found: [String], _ expected: [String], _ what: String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let difference = zip(found, expected).first { $0 != $1 }
  #expect(difference?.0 == difference?.1, "\(what)", sourceLocation: sourceLocation)
  #expect(found.count == expected.count, "\(what)", sourceLocation: sourceLocation)
}
