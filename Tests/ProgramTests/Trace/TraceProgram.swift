// The programs that trace tests run.

import Foundation
import TestSupport
import Testing

/// A program of `Trace/Programs`, compiled once a run of the tests.
enum TraceProgram {
  private static let folder = FileManager.default.temporaryDirectory.appending(
    path: "scry-trace-programs-\(getpid())")
  private static let sources = BuildFolder.package.appending(
    path: "Tests/ProgramTests/Trace/Programs")

  static let manyCalls = Result { try compile("many_calls") }
  static let heartbeat = Result { try compile("heartbeat") }
  static let affinity = Result { try compile("affinity") }
  static let movedData = Result { try compile("moved_data") }
  static let debugger = Result { try compile("debugger") }
  static let waitingParent = Result { try compile("waiting_parent") }

  private static func compile(_ name: String) throws -> String {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let program = folder.appending(path: name).path
    let result = try run([
      "/usr/bin/cc", "-O1", "-g", "-pthread", sources.appending(path: "\(name).c").path,
      "-o", program,
    ])
    try #require(result.status == .exited(0), "\(result.errors)")
    return program
  }
}

/// Runs a command under a tracer with `-f` and gives its log.
func traced(
  by tracer: [String], options: [String] = [], _ command: [String], folder: URL
) throws -> (log: TraceLog, result: CommandResult) {
  let file = folder.appending(path: "\(UUID()).trace")
  let result = try run(tracer + ["-f", "-o", file.path] + options + command)
  let text = (try? Data(contentsOf: file)).map { String(decoding: $0, as: UTF8.self) } ?? ""
  return (TraceLog(text), result)
}

/// Without types: what objects are behind the pointers is told by other tests.
let scryTrace = [BuildFolder.scry, "trace", "--no-types"]
