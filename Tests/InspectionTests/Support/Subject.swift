// A running program that a test asks about: it prints what is where, then waits for the end of its input.

import AgentIndex
import Foundation
import Inspection
import Primitives
import TargetMemory
import TestSupport

/// Why a program could not be used.
enum SubjectError: Error {
  case endedEarly(String)
  case noFact(String)
}

/// A started program.
final class Subject {
  let process = Process()
  private let input = Pipe()
  private let output = Pipe()
  private var pending = Data()
  /// What it printed as `name value` before `ready`.
  private(set) var facts: [String: String] = [:]

  var pid: Int32 { process.processIdentifier }

  /// Starts a program and reads its lines up to `ready`.
  init(_ arguments: [String], withAgent: Bool = false, environment: [String: String] = [:]) throws {
    process.executableURL = URL(fileURLWithPath: arguments[0])
    process.arguments = Array(arguments.dropFirst())
    process.standardInput = input
    process.standardOutput = output
    var variables = ["PATH": "/usr/bin:/bin", "LC_ALL": "C"]
    if withAgent { variables["LD_PRELOAD"] = BuildFolder.agent }
    process.environment = variables.merging(environment) { $1 }
    try process.run()
    try readFacts()
  }

  deinit {
    if process.isRunning { kill(pid, SIGKILL) }
    process.waitUntilExit()
  }

  /// Reads `name value` lines up to the next `ready`.
  func readFacts() throws {
    while let line = readLine() {
      if line == "ready" { return }
      let words = line.split(separator: " ", maxSplits: 1)
      if words.count == 2 { facts[String(words[0])] = String(words[1]) }
    }
    throw SubjectError.endedEarly(process.arguments?.joined(separator: " ") ?? "")
  }

  private func readLine() -> String? {
    while true {
      if let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
        let line = String(decoding: pending[pending.startIndex..<end], as: UTF8.self)
        pending.removeSubrange(pending.startIndex...end)
        return line
      }
      let more = output.fileHandleForReading.availableData
      if more.isEmpty { return nil }
      pending += more
    }
  }

  /// Sends a line to the program and reads its facts up to the next `ready`.
  func step(_ line: String = "") throws {
    input.fileHandleForWriting.write(Data((line + "\n").utf8))
    try readFacts()
  }

  /// An address that the program printed.
  func address(_ name: String) throws -> Address {
    guard let address = facts[name].flatMap({ Address(parsing: $0) }) else {
      throw SubjectError.noFact(name)
    }
    return address
  }

  func number(_ name: String) throws -> UInt64 {
    guard let number = facts[name].flatMap({ UInt64($0) }) else { throw SubjectError.noFact(name) }
    return number
  }

  func target() throws -> LiveTarget { try LiveTarget.open(pid: pid) }

  func index() throws -> AgentIndex {
    let target = try target()
    return try AgentIndex.find(in: target, mappings: try target.mappings())
  }

  /// Ends the program and waits for it.
  func end() {
    kill(pid, SIGKILL)
    process.waitUntilExit()
  }
}

/// What every program of these tests begins with: `fact` prints, `ready` waits for the next line of input.
let prelude = """
  #ifndef _GNU_SOURCE
  #define _GNU_SOURCE
  #endif
  #include <stdio.h>
  #include <stdlib.h>
  #include <string.h>
  #include <stdint.h>
  #include <unistd.h>
  #include <pthread.h>
  #include <sys/mman.h>
  #include <sys/wait.h>
  #include <sys/syscall.h>
  #include <signal.h>
  static void fact(const char *name, const void *p) { printf("%s %p\\n", name, p); }
  static void number(const char *name, unsigned long n) { printf("%s %lu\\n", name, n); }
  static void ready(void) {
    puts("ready");
    fflush(stdout);
    char line[64];
    if (read(0, line, sizeof line) <= 0) _exit(0);
  }

  """
