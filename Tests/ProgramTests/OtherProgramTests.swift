// Programs that Scry does not look into, and those that its agent would keep from starting.

import Foundation
import TestSupport
import Testing

@Suite struct OtherProgramTests {
  /// Waits for ever: pause, by i386's system call.
  private static let thirtyTwoBit = """
    .globl _start
    _start: movl $29, %eax
      int $0x80
      jmp _start
    """

  @Test(arguments: [["what", "PID", "0x10"], ["stack", "PID"], ["save", "PID", "-o", "core"]])
  func aProgramOf32BitsIsRefused(_ command: [String]) throws {
    let workspace = try Workspace()
    let source = workspace.path("wait.s")
    try Self.thirtyTwoBit.appending("\n").write(toFile: source, atomically: true, encoding: .utf8)
    try workspace.require("as", ["--32", "wait.s", "-o", "wait.o"])
    try workspace.require("ld", ["-m", "elf_i386", "wait.o", "-o", "wait"])
    let process = try ChildProcess([workspace.path("wait")], environment: Scratch.environment)
    defer { kill(process.pid, SIGKILL) }
    let words = command.map { $0 == "PID" ? "\(process.pid)" : $0 }
    let result = try run([BuildFolder.scry] + words, folder: workspace.url)
    #expect(result.status == .exited(3))
    #expect(
      result.errors
        == "scry: process \(process.pid) (wait) is a 32-bit program; scry reads x86-64 programs\n")
  }

  /// glibc's dynamic linker under the name of musl's.
  @Test(arguments: [["run"], ["trace", "-o", "trace"]])
  func aProgramOfMuslsStartsWithoutTheAgent(_ command: [String]) throws {
    let workspace = try Workspace()
    let loader = workspace.path("ld-musl-x86_64.so.1")
    try FileManager.default.createSymbolicLink(
      atPath: loader, withDestinationPath: "/lib64/ld-linux-x86-64.so.2")
    let program = try workspace.compile(
      """
      #include <stdio.h>
      #include <stdlib.h>
      int main(void) { puts(getenv("LD_PRELOAD") ? "preloaded" : "alone"); return 7; }
      """, as: "program", ["-Wl,--dynamic-linker=\(loader)"])
    let result = try run([BuildFolder.scry] + command + ["--", program], folder: workspace.url)
    #expect(result.status == .exited(7), "\(result.errors)")
    #expect(result.text == "alone\n")
  }
}
