// Running the tools that tests compare Scry with: compilers, readelf, gdb.

import Foundation

/// A program that is run to its end, in the C locale and without debuginfod.
public enum Tool {
  /// What a tool printed and how it ended.
  public struct Result: Equatable, Sendable {
    public var status: Int32
    public var output: String
    public var errors: String

    public init(status: Int32, output: String, errors: String = "") {
      self.status = status
      self.output = output
      self.errors = errors
    }
  }

  /// A tool that a test needs did not succeed.
  public struct Failure: Error, CustomStringConvertible {
    public var command: [String]
    public var errors: String

    public var description: String { command.joined(separator: " ") + "\n" + errors }
  }

  /// Runs a program found in PATH, or named by a path, without input. `environment` is added to ours.
  public static func run(
    _ words: [String], in folder: URL? = nil, environment: [String: String] = [:]
  ) throws -> Result {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = words
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment
      .merging(["LC_ALL": "C", "DEBUGINFOD_URLS": ""]) { $1 }.merging(environment) { $1 }
    let pipe = Pipe()
    // A file, because nobody reads a second pipe while the first one is read.
    let errors = FileManager.default.temporaryDirectory.appending(
      path: "scry-test-\(UUID()).stderr")
    try Data().write(to: errors)
    defer { try? FileManager.default.removeItem(at: errors) }
    process.standardOutput = pipe
    process.standardError = try FileHandle(forWritingTo: errors)
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Result(
      status: process.terminationStatus, output: String(decoding: data, as: UTF8.self),
      errors: String(decoding: try Data(contentsOf: errors), as: UTF8.self))
  }

  /// Runs a program that must succeed and gives its standard output.
  @discardableResult
  public static func require(
    _ words: [String], in folder: URL? = nil, environment: [String: String] = [:]
  ) throws -> String {
    let result = try run(words, in: folder, environment: environment)
    guard result.status == 0 else { throw Failure(command: words, errors: result.errors) }
    return result.output
  }

  /// Whether a tool is installed.
  public static func exists(_ name: String) -> Bool {
    ["/usr/bin/", "/usr/local/bin/", "/bin/"].contains {
      FileManager.default.isExecutableFile(atPath: $0 + name)
    }
  }
}
