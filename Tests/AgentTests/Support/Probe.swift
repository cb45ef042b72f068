// Small C and C++ programs that look at the agent's tables from inside, and say what is wrong.

import Foundation
import TestSupport
import Testing

/// A program of a test: compiled into a folder of its own, run under the agent.
struct Probe {
  private let workspace: Workspace
  private let executable: String

  /// Compiles `source`, with the helpers of `preamble` in front, as the language of `compiler`.
  init(_ source: String, compiler: String = "cc", options: [String] = []) throws {
    workspace = try Workspace()
    let file = try workspace.write(
      Self.preamble + source, to: compiler.contains("++") ? "probe.cc" : "probe.c")
    executable = try workspace.compile(
      [file], with: compiler,
      ["-g", "-pthread", "-ldl", "-I", BuildFolder.agentHeaders, "-I", BuildFolder.layoutHeaders]
        + options, to: "probe")
  }

  /// Compiles a shared library next to the program.
  func addLibrary(_ name: String, _ source: String) throws -> String {
    let file = try workspace.write(source, to: name + ".c")
    return try workspace.compile([file], ["-g", "-shared", "-fPIC"], to: name)
  }

  /// Runs the program under the agent, from a shell that has run `setup` first.
  func run(_ arguments: [String] = [], setup: String = "true") throws -> Tool.Result {
    let script = "\(setup); LD_PRELOAD=\"$AGENT\" exec \"$0\" \"$@\""
    return try workspace.run(
      "/bin/sh", ["-c", script, executable] + arguments, environment: ["AGENT": BuildFolder.agent])
  }
}

/// Compiles and runs a program that prints `ok` when all of its checks held.
func expectOK(
  _ source: String, compiler: String = "cc", options: [String] = [],
  sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let outcome = try Probe(source, compiler: compiler, options: options).run()
  #expect(
    outcome == Tool.Result(status: 0, output: "ok\n"), sourceLocation: sourceLocation)
}
