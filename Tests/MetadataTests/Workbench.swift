// A temporary folder in which tests compile programs, run them, and read their metadata.

import DebugInfo
import Foundation
import Metadata
import Primitives
import Testing
import TypeModel

/// A temporary folder, removed with the value.
final class Workbench {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("metadata-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

  /// Writes a file and gives its path.
  @discardableResult
  func write(_ text: String, to name: String) throws -> String {
    try text.write(toFile: path(name), atomically: true, encoding: .utf8)
    return path(name)
  }

  /// Runs a program found in PATH that must succeed, and gives its standard output.
  @discardableResult
  func run(_ command: String, _ arguments: [String] = []) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [command] + arguments
    process.currentDirectoryURL = folder
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
    guard process.terminationStatus == 0 else {
      throw ToolFailure(command: ([command] + arguments).joined(separator: " "))
    }
    return String(decoding: data, as: UTF8.self)
  }

  /// Compiles sources into a program and gives its path.
  func compile(
    _ sources: [String], with compiler: String = "gcc", _ flags: [String] = ["-g"],
    to name: String = "program"
  ) throws -> String {
    try run(compiler, flags + sources + ["-o", path(name)])
    return path(name)
  }
}

/// A tool that a test needs did not succeed.
struct ToolFailure: Error {
  var command: String
}

/// Builds the metadata of a file without a cache and without looking at its machine code.
func buildMetadata(_ path: String, threads: Int = 2) throws -> ModuleMetadata {
  ModuleMetadata(table: try TypeTable(store: ByteStore(copying: try buildBytes(path, threads))))
}

func buildBytes(_ path: String, _ threads: Int = 2) throws -> [UInt8] {
  var options = MetadataOptions()
  options.threads = threads
  options.analysesSites = false
  let module = try ModuleDebugInfo.open(path)
  return try #require(MetadataBuilder.build(module, options: options))
}

extension String {
  init(bytes: [UInt8]) { self.init(decoding: bytes, as: UTF8.self) }
}

extension ModuleMetadata {
  /// The only variable of a name.
  func variable(_ name: String) throws -> StaticVariable {
    let found = statics(named: Array(name.utf8))
    try #require(found.count == 1, "\(found.count) variables \(name)")
    return found[0]
  }

  /// The type of a variable, without typedefs.
  func typeOfVariable(_ name: String) throws -> UniqType {
    try #require(try variable(name).type).concrete
  }
}
