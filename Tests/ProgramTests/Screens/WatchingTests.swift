// Views of what differs from machine to machine: stacks with their sources, memory, traces of a process that runs.

import Foundation
import TestSupport
import Testing

@Suite struct WatchingTests {
  private let inventory = TargetProgram(name: "inventory", flavour: "gcc-O0")

  /// A process that writes ten times a second, and a local variable that leads to what it writes.
  private static let busy = #"""
    #include <fcntl.h>
    #include <stdio.h>
    #include <stdlib.h>
    #include <string.h>
    #include <unistd.h>
    struct note { int number; char text[40]; };
    int main(void) {
      struct note *note = calloc(1, sizeof *note);
      int nowhere = open("/dev/null", O_WRONLY);
      puts("ready");
      fflush(stdout);
      for (;;) {
        snprintf(note->text, sizeof note->text, "note %d", ++note->number);
        if (write(nowhere, note->text, strlen(note->text)) < 0) return 1;
        usleep(100000);
      }
    }
    """#

  private func withBusyProcess(_ body: (Int, TerminalSession) throws -> Void) throws {
    let workspace = try Workspace()
    let program = try workspace.compile(Self.busy, as: "busy")
    let process = try ChildProcess(
      [BuildFolder.scry, "run", "--", program], environment: Scratch.environment)
    let deadline = Deadline(seconds: 120)
    while let line = try process.readLine(before: deadline), line != "ready" {}
    let pid = Int(process.pid)
    let terminal = try TerminalSession("\(BuildFolder.scry) attach \(pid)", columns: 160, rows: 40)
    try terminal.wait(for: "struct note")
    try body(pid, terminal)
    #expect(kill(pid_t(pid), 0) == 0)
  }

  private static func tracer(of pid: Int) -> String {
    let status = (try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("TracerPid:") } ?? ""
    return line.split(separator: "\t").last.map(String.init) ?? ""
  }

  @Test func framesUnfoldToVariablesAndShowTheirSource() throws {
    let target = try inventory.start()
    let pid = try #require(target.truths.first).pid
    let core = FileManager.default.temporaryDirectory.appending(path: "scry-stacks-\(pid)").path
    defer { try? FileManager.default.removeItem(atPath: core) }
    _ = try run([BuildFolder.scry, "save", "\(pid)", "-o", core])
    for subject in ["attach \(pid)", "core \(core)"] {
      let terminal = try TerminalSession("\(BuildFolder.scry) \(subject)", columns: 120, rows: 40)
      try terminal.wait(for: " 2 types")
      try terminal.press("5")
      try terminal.wait(for: "in main at ")
      try terminal.type("/in main at")
      try terminal.press("Enter")
      // The source, the line of the call marked.
      try terminal.wait(for: "return ready();")
      let screen = try terminal.screen()
      let marked = try #require(screen.first { $0.contains("→") && $0.contains("return ready();") })
      #expect(marked.contains(/→ +[0-9]+ +return ready\(\);/))
      #expect(screen[0].contains("Stacks"))
      try terminal.press("x")
      #expect(
        try terminal.wait(seconds: 30) { !$0.contains { $0.contains("return ready();") } } != nil)
    }
  }

  @Test func variablesLeadToTheirObjects() throws {
    try withBusyProcess { _, terminal in
      try terminal.press("5")
      try terminal.wait(for: "in main at ")
      try terminal.type("/in main at")
      try terminal.press("Enter")
      try terminal.wait(for: "usleep(100000);")
      try terminal.press("Right")
      try terminal.wait(for: "note = (struct note *)")
      try terminal.type("/note = ")
      try terminal.press("Enter Enter")
      try terminal.wait(for: "is struct note, 44 bytes, malloc, busy.c:8 in main, live")
      try terminal.wait(for: "text")
    }
  }

  /// A process that we hold still tells its stacks to us, who hold it.
  @Test func stacksOfAHeldProcess() throws {
    try withBusyProcess { pid, terminal in
      try terminal.press("S")
      try terminal.wait(for: "STOPPED")
      try terminal.press("5")
      try terminal.wait(for: "in main at ")
      #expect(Self.tracer(of: pid) != "0")
      // Looked at again it stands at the same place.
      let frames = { (screen: [String]) in screen.filter { $0.contains(/#[0-9]+ +0x/) } }
      let before = frames(try terminal.screen())
      try terminal.press("r")
      try terminal.wait(for: "in main at ")
      #expect(try terminal.wait(seconds: 30) { frames($0) == before } != nil)
      try terminal.press("S")
      #expect(try terminal.wait(seconds: 30) { _ in Self.tracer(of: pid) == "0" } != nil)
      try terminal.press("r")
      try terminal.wait(for: "running, ")
      try terminal.wait(for: "in main at ")
    }
  }

  @Test func memoryIsShownByItsOwners() throws {
    let target = try inventory.start()
    let pid = try #require(target.truths.first).pid
    let terminal = try TerminalSession(
      "\(BuildFolder.scry) attach \(pid)", columns: 120, rows: 40)
    try terminal.wait(for: "struct item")
    try terminal.press("6")
    try terminal.wait(for: "rw-p  heap")
    let mappings = try terminal.screen()
    #expect(mappings.contains { $0.contains("rw-p  stack") || $0.contains("agent") })
    try terminal.type("/rw-p  heap")
    try terminal.press("Enter Enter")
    // The map with its legend, the first bytes, and by Tab the first object.
    try terminal.wait(for: "a cell is ")
    try terminal.press("Tab")
    let first = try terminal.wait(seconds: 30) { $0.contains { $0.contains("struct item") } }
    #expect(first != nil)
    try terminal.press("Enter")
    try terminal.wait(for: ", inventory.c:")
  }

  @Test func callsAreShownAndTheirArgumentsOpened() throws {
    try withBusyProcess { pid, terminal in
      try terminal.press("7")
      try terminal.wait(for: "struct note, heap, busy.c:8) \"note ")
      #expect(Self.tracer(of: pid) != "0")
      // Only the writes, standing still, and from one to its buffer.
      try terminal.press("f")
      try terminal.type("write(")
      try terminal.press("Enter")
      #expect(
        try terminal.wait(seconds: 30) { screen in
          screen[2...].prefix(30).allSatisfy { $0.isEmpty || $0.hasPrefix("write(") }
        } != nil)
      try terminal.press("z")
      try terminal.wait(for: "frozen")
      try terminal.press("k")
      try terminal.press("Enter")
      try terminal.wait(for: "is struct note .text[0]")
      // Another view: the process is let go. Back again: it is traced when that is asked for.
      #expect(try terminal.wait(seconds: 30) { _ in Self.tracer(of: pid) == "0" } != nil)
      try terminal.press("BSpace")
      try terminal.wait(for: "not tracing; t traces")
      try terminal.press("t")
      #expect(try terminal.wait(seconds: 30) { _ in Self.tracer(of: pid) != "0" } != nil)
      try terminal.press("q")
      try terminal.wait(for: "ended 0")
      #expect(Self.tracer(of: pid) == "0")
    }
  }

  @Test func aKilledInterfaceLetsTheTracedGo() throws {
    try withBusyProcess { pid, terminal in
      try terminal.press("7")
      try terminal.wait(for: "write(")
      let found = try Tool.require(["pgrep", "-f", "scry attach \(pid)$"])
      let interface = try #require(found.split(separator: "\n").compactMap { Int32($0) }.last)
      #expect(kill(interface, SIGKILL) == 0)
      #expect(try terminal.wait(seconds: 30) { _ in Self.tracer(of: pid) == "0" } != nil)
    }
  }

  /// Memory that came after the last look at the process is found when its address is asked for.
  @Test func memoryYoungerThanTheLastLook() throws {
    let workspace = try Workspace()
    let program = try workspace.compile(
      """
      #include <stdio.h>
      #include <signal.h>
      #include <sys/mman.h>
      #include <unistd.h>
      int main(void) {
        int number;
        sigset_t wanted;
        sigemptyset(&wanted);
        sigaddset(&wanted, SIGUSR1);
        sigprocmask(SIG_BLOCK, &wanted, 0);
        puts("ready");
        fflush(stdout);
        sigwait(&wanted, &number);
        mmap((void *)0x200000000000, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
        puts("mapped");
        fflush(stdout);
        for (;;) pause();
      }
      """, as: "maps_late")
    let process = try ChildProcess(
      [BuildFolder.scry, "run", "--", program], environment: Scratch.environment)
    let deadline = Deadline(seconds: 120)
    while let line = try process.readLine(before: deadline), line != "ready" {}
    let terminal = try TerminalSession(
      "\(BuildFolder.scry) attach \(process.pid)", columns: 120, rows: 40)
    try terminal.wait(for: "Largest types")
    try terminal.type("g0x200000000010")
    try terminal.press("Enter")
    try terminal.wait(for: "nothing is mapped here")
    try terminal.press("BSpace")
    kill(process.pid, SIGUSR1)
    while let line = try process.readLine(before: deadline), line != "mapped" {}
    try terminal.type("g0x200000000010")
    try terminal.press("Enter")
    try terminal.wait(for: "0x200000000010 is mapped memory")
  }

  /// A process that executes another program is opened anew.
  @Test func theProgramThatComesAfter() throws {
    let workspace = try Workspace()
    let program = try workspace.compile(
      """
      #include <signal.h>
      #include <stdio.h>
      #include <stdlib.h>
      #include <unistd.h>
      struct first { long a, b; };
      struct second { long c, d, e; };
      int main(int count, char **words) {
        int number;
        sigset_t wanted;
        sigemptyset(&wanted);
        sigaddset(&wanted, SIGUSR1);
        sigprocmask(SIG_BLOCK, &wanted, 0);
        struct first *first = count > 1 ? 0 : calloc(1, sizeof *first);
        struct second *second = count > 1 ? calloc(1, sizeof *second) : 0;
        puts("ready");
        fflush(stdout);
        sigwait(&wanted, &number);
        if (count == 1) execl(words[0], words[0], "again", (char *)0);
        return first ? (int)first->a : (int)second->c;
      }
      """, as: "goes_on")
    let process = try ChildProcess(
      [BuildFolder.scry, "run", "--", program], environment: Scratch.environment)
    let deadline = Deadline(seconds: 120)
    while let line = try process.readLine(before: deadline), line != "ready" {}
    let terminal = try TerminalSession(
      "\(BuildFolder.scry) attach \(process.pid)", columns: 120, rows: 40)
    try terminal.wait(for: "struct first")
    kill(process.pid, SIGUSR1)
    try terminal.wait(for: "struct second")
    try terminal.wait(for: "running, ")
    kill(process.pid, SIGUSR1)
    try terminal.wait(for: "the process has ended")
  }
}
