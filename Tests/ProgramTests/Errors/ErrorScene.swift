// The folder and the processes that the commands of ERRORS.md speak of.

import Foundation
import TestSupport
import Testing

/// A folder with everything that the page names, and running programs.
final class ErrorScene {
  private let workspace: Workspace
  private var children: [ChildProcess] = []
  /// What the page calls the numbers and paths of this run, the longest first.
  private var names: [(name: String, value: String)] = []

  private static let program = """
    #include <stdio.h>
    #include <stdlib.h>
    #include <unistd.h>
    struct node { int key; struct node *next; };
    struct node *head;
    int counter = 3;
    double half = 0.5;
    static void push(int key) {
      struct node *n = malloc(sizeof *n);
      n->key = key; n->next = head; head = n;
    }
    int main(void) {
      push(1); push(2);
      printf("%d\\n", getpid()); fflush(stdout);
      while (getchar() != EOF) {}
      return 0;
    }
    """

  init() throws {
    workspace = try Workspace()
    _ = try workspace.compile(Self.program, as: "list")
    try workspace.require("gcc", ["-c", "list.c", "-o", "list.o"])
    _ = try workspace.compile("int main(void) { return 1; }", as: "stranger")
    let pid = try start("PID", [BuildFolder.scry, "run", "--", workspace.path("list")])
    try start("PLAIN", [workspace.path("list")])
    let traced = try start("TRACED", ["/usr/bin/strace", "-o", "trace", workspace.path("list")])
    names.append(("TRACER", try tracer(of: traced)))
    try startZombie()
    // The largest pid_max is one less than 2^22 on 64-bit machines (Linux's threads.h).
    names.append(("GONE", "4194304"))
    names.append(("FOLDER", workspace.url.resolvingSymlinksInPath().path))
    try writeFiles(pid)
    names.sort { $0.value.count > $1.value.count }
  }

  /// Starts a program that prints its process id first.
  @discardableResult
  private func start(_ name: String, _ command: [String]) throws -> String {
    let child = try ChildProcess(command, environment: Scratch.environment, folder: workspace.url)
    children.append(child)
    let pid = try #require(try child.readLine(before: Deadline(seconds: 60)), "\(child.errorText)")
    names.append((name, pid))
    return pid
  }

  private func tracer(of pid: String) throws -> String {
    let status = try String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)
    let line = try #require(status.firstMatch(of: /TracerPid:\s+(\d+)/))
    return String(line.1)
  }

  /// A child of ours that has ended, and that we have not waited for.
  private func startZombie() throws {
    let child = try ChildProcess(["/bin/true"], environment: Scratch.environment)
    children.append(child)
    let deadline = Deadline(seconds: 60)
    while state(of: child.pid) != "Z", !deadline.isOver { usleep(1000) }
    names += [("ZOMBIE", "\(child.pid)"), ("PARENT", "\(getpid())")]
  }

  private func writeFiles(_ pid: String) throws {
    try workspace.require(BuildFolder.scry, ["save", pid, "-o", "core"])
    let core = try Data(contentsOf: workspace.url.appending(path: "core"))
    func write(_ name: String, _ data: Data) throws {
      try data.write(to: workspace.url.appending(path: name))
    }
    func write(_ name: String, changing offset: Int, to byte: UInt8) throws {
      var head = core.prefix(4096)
      head[offset] = byte
      try write(name, head)
    }
    try write("core.cut", core.prefix(40000))
    try write("core.short", core.dropLast(20_000))
    // ELF gABI, "ELF Identification": the class, the byte order; then e_machine, of which EM_AARCH64 is 183.
    try write("core.32", changing: 4, to: 1)
    try write("core.be", changing: 5, to: 2)
    try write("core.arm", changing: 18, to: 183)
    try workspace.require("bzip2", ["-k", "core"])
    try write("minidump", Data("MDMP".utf8) + Data(count: 100))
    try workspace.write("ProblemType: Crash\nArchitecture: amd64\n", to: "report")
    try workspace.write("hello\n", to: "text")
    try workspace.write("", to: "empty")
    try workspace.write("nonsense\n", to: "declarations")
    try FileManager.default.createDirectory(
      at: workspace.url.appending(path: "folder"), withIntermediateDirectories: true)
  }

  /// Runs a command of the page in a shell. Gives its status and the lines on standard error as the page has them.
  func run(_ command: String) throws -> (status: Int32, message: [String]) {
    var words = command
    for (name, value) in names { words = words.replacing(try Regex("\\b\(name)\\b"), with: value) }
    let folder = URL(fileURLWithPath: BuildFolder.scry).deletingLastPathComponent().path
    var environment = Scratch.environment
    environment["PATH"] = "\(folder):\(environment["PATH"] ?? "")"
    let result = try ProgramTests.run(
      ["/bin/sh", "-c", words], environment: environment, folder: workspace.url)
    guard case .exited(let status) = result.status else { throw Signalled() }
    return (status, result.errors.split(separator: "\n").map { masked(String($0)) })
  }

  private struct Signalled: Error {}

  private func masked(_ line: String) -> String {
    var line = line
    for (name, value) in names {
      // A number is not part of a longer one; a path has no letter before it.
      let end = value.hasPrefix("/") ? "" : "\\b"
      if let regex = try? Regex(end + NSRegularExpression.escapedPattern(for: value) + end) {
        line = line.replacing(regex, with: name)
      }
    }
    return line.replacing(/[0-9a-f]{40}/, with: "BUILD-ID")
      .replacing(/[0-9.]+ [KMG]iB/, with: "SIZE")
  }
}
