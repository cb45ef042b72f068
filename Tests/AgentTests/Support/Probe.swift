// Small C and C++ programs that look at the agent's tables from inside, and say what is wrong.

import Foundation
import Testing

/// A program of a test: compiled into a folder of its own, run under the agent.
struct Probe {
  let folder: URL
  let executable: URL

  /// Where the tests' executable and the agent were built.
  static let buildFolder = URL(
    fileURLWithPath: (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
      ?? ""
  ).deletingLastPathComponent()
  static let agent = buildFolder.appending(path: "scry_Agent.resources/libscry-agent.so").path
  static let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Sources")

  /// How a program ended and what it wrote.
  struct Outcome: Equatable {
    var status: Int32
    var output: String
  }

  /// Compiles `source`, with the helpers of `preamble` in front, as the language of `compiler`.
  init(_ source: String, compiler: String = "cc", options: [String] = []) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "probe-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    executable = folder.appending(path: "probe")
    try Self.compile(
      Self.preamble + source, in: folder, to: "probe", compiler: compiler, options: options)
  }

  /// Compiles a shared library next to the program.
  func addLibrary(_ name: String, _ source: String) throws -> String {
    try Self.compile(source, in: folder, to: name, compiler: "cc", options: ["-shared", "-fPIC"])
    return folder.appending(path: name).path
  }

  private static func compile(
    _ source: String, in folder: URL, to name: String, compiler: String, options: [String]
  ) throws {
    let file = folder.appending(path: name + (compiler.contains("++") ? ".cc" : ".c"))
    try source.write(to: file, atomically: true, encoding: .utf8)
    let result = try execute(
      ["/usr/bin/env", compiler, "-g", "-pthread"] + options + [
        "-I", sources.appending(path: "Agent/include").path,
        "-I", sources.appending(path: "AgentLayout/include").path,
        file.path, "-o", folder.appending(path: name).path, "-ldl",
      ], environment: nil)
    try #require(result.status == 0, "\(result.output)")
  }

  /// Runs the program under the agent, from a shell that has run `setup` first.
  func run(_ arguments: [String] = [], setup: String = "true") throws -> Outcome {
    defer { try? FileManager.default.removeItem(at: folder) }
    var environment = ProcessInfo.processInfo.environment
    environment["AGENT"] = Self.agent
    let script = "\(setup); LD_PRELOAD=\"$AGENT\" exec \"$0\" \"$@\""
    return try Self.execute(
      ["/bin/sh", "-c", script, executable.path] + arguments, environment: environment)
  }

  private static func execute(_ words: [String], environment: [String: String]?) throws -> Outcome {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: words[0])
    process.arguments = Array(words.dropFirst())
    process.environment = environment ?? ProcessInfo.processInfo.environment
    process.standardOutput = pipe
    process.standardError = pipe
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Outcome(
      status: process.terminationStatus, output: String(decoding: output, as: UTF8.self))
  }
}

/// Compiles and runs a program that prints `ok` when all of its checks held.
func expectOK(
  _ source: String, compiler: String = "cc", options: [String] = [],
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let outcome = try Probe(source, compiler: compiler, options: options).run()
  #expect(
    outcome == Probe.Outcome(status: 0, output: "ok\n"), sourceLocation: sourceLocation)
}
