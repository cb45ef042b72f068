// Compiles the small programs that the tests look at.

import Foundation

/// Why a program could not be compiled.
struct CompileError: Error, CustomStringConvertible {
  let description: String
}

/// A folder of a test's own, gone with the last reference to it.
final class Workspace: Sendable {
  let url = FileManager.default.temporaryDirectory.appending(path: "scry-inspect-\(UUID())")

  init() throws {
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// Compiles C (or C++ with a `.cpp` name) and gives the product's path.
  func compile(
    _ source: String, as name: String = "program", _ options: [String] = ["-O0"],
    compiler: String = "gcc", extension: String = "c"
  ) throws -> String {
    let file = url.appending(path: "\(name).\(`extension`)")
    try source.write(to: file, atomically: true, encoding: .utf8)
    let output = url.appending(path: name).path
    let result = try run(
      ["/usr/bin/env", compiler, "-g"] + options + [file.path, "-o", output, "-pthread"])
    guard result.status == 0 else { throw CompileError(description: result.text) }
    return output
  }
}

/// Runs a command to its end; both outputs together.
func run(_ arguments: [String]) throws -> (status: Int32, text: String) {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: arguments[0])
  process.arguments = Array(arguments.dropFirst())
  let pipe = Pipe()
  process.standardOutput = pipe
  process.standardError = pipe
  process.standardInput = FileHandle.nullDevice
  try process.run()
  let output = pipe.fileHandleForReading.readDataToEndOfFile()
  process.waitUntilExit()
  return (process.terminationStatus, String(decoding: output, as: UTF8.self))
}
