// `scry trace`: what it shows, how it ends, and what it refuses.

import Foundation
import TestSupport
import Testing

@Suite struct TraceTests {
  // MARK: Ends

  @Test func theProgramsExitStatusIsOurs() throws {
    let result = try run(scryTrace + ["-o", "/dev/null", "sh", "-c", "exit 37"])
    #expect(result.status == .exited(37))
  }

  @Test func theProgramsFatalSignalIsOurs() throws {
    let result = try run(scryTrace + ["-o", "/dev/null", "sh", "-c", "kill -TERM $$"])
    #expect(result.status == .signalled(SIGTERM))
  }

  @Test func aProgramThatIsNotThere() throws {
    let result = try run(scryTrace + ["--", "./no-such-program"])
    #expect(result.status == .exited(127))
    #expect(result.errors == "scry: Can't stat './no-such-program': No such file or directory\n")
  }

  @Test func aProgramThatCannotBeExecuted() throws {
    let result = try run(scryTrace + ["-o", "/dev/null", "/"])
    #expect(result.status == .exited(126))
    #expect(result.errors == "scry: exec: Permission denied\n")
  }

  @Test func aProcessThatIsNotThere() throws {
    let result = try run(scryTrace + ["-p", "4194303"])
    #expect(result.status == .exited(3))
    #expect(result.errors == "scry: there is no process 4194303\n")
  }

  @Test func aProcessThatAnotherTraces() throws {
    let target = try ChildProcess(["/bin/sleep", "600"], environment: [:])
    let first = try ChildProcess(
      scryTrace + ["-q", "-o", "/dev/null", "-p", "\(target.pid)"], environment: Scratch.environment
    )
    let deadline = Deadline(seconds: 60)
    while tracer(of: target.pid) == 0, !deadline.isOver { usleep(1000) }
    let result = try run(scryTrace + ["-p", "\(target.pid)"])
    #expect(result.status == .exited(3))
    #expect(
      result.errors
        == "scry: process \(target.pid) is traced already, by process \(first.pid)\n")
  }

  @Test(arguments: [
    (["-Q"], "scry: invalid option -- 'Q'"),
    (["-e", "trace=no_such_call", "true"], "scry: invalid system call 'no_such_call'"),
    (["-p", "x"], "scry: Invalid process id: 'x'"),
    (["-c", "-C", "true"], "scry: -c/--summary-only and -C/--summary are mutually exclusive"),
    ([], "scry: must have PROG [ARGS] or -p PID"),
  ]) func badUsage(_ words: [String], _ line: String) throws {
    let result = try run(scryTrace + words)
    #expect(result.status == .exited(2))
    #expect(result.errors.split(separator: "\n").first.map(String.init) == line)
  }

  // MARK: Lines

  @Test func linesOfSeveralTasks() throws {
    try Scratch.withFolder { folder in
      let (log, result) = try traced(
        by: scryTrace, options: ["-e", "trace=read,lseek,exit_group"],
        [try TraceProgram.waitingParent.get()], folder: folder)
      #expect(result.status == .exited(6))
      #expect(log.faults.isEmpty)
      let offsets = log.calls.filter { $0.name == "lseek" }.map(\.arguments)
      #expect(offsets == (0..<10).map { "-1, \($0), SEEK_SET" })
      #expect(log.calls.filter { $0.name == "exit_group" }.map(\.arguments) == ["4", "6"])
      // The child ends first.
      #expect(
        log.events.map(\.text).filter { $0.hasPrefix("+++") }
          == ["+++ exited with 4 +++", "+++ exited with 6 +++"])
    }
  }

  @Test func everyTaskItsOwnFile() throws {
    try Scratch.withFolder { folder in
      let file = folder.appending(path: "log").path
      let result = try run(
        scryTrace + ["-ff", "-o", file, try TraceProgram.waitingParent.get()])
      #expect(result.status == .exited(6))
      let files = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
      #expect(files.count == 2)
      let ends = try files.map { name in
        try String(contentsOf: folder.appending(path: name), encoding: .utf8)
          .split(separator: "\n").last
      }
      #expect(Set(ends) == ["+++ exited with 4 +++", "+++ exited with 6 +++"])
    }
  }

  @Test func signalsAndStops() throws {
    let script =
      "trap : USR1; kill -USR1 $$; (kill -STOP $(exec sh -c 'echo $PPID')) & sleep 0.3; "
      + "kill -CONT $!; wait $!"
    try Scratch.withFolder { folder in
      let (log, _) = try traced(
        by: scryTrace, options: ["-e", "trace=none"], ["sh", "-c", script], folder: folder)
      let texts = log.events.map(\.text)
      #expect(texts.contains { $0.hasPrefix("--- SIGUSR1 {si_signo=SIGUSR1, si_code=SI_USER, ") })
      #expect(texts.contains("--- stopped by SIGSTOP ---"))
      #expect(texts.contains { $0.hasPrefix("--- SIGCONT {si_signo=SIGCONT, si_code=SI_USER, ") })
      #expect(texts.last == "+++ exited with 0 +++")
    }
  }

  @Test func successfulAndFailedCalls() throws {
    try Scratch.withFolder { folder in
      for (option, isWanted) in [("-z", false), ("-Z", true)] {
        let (log, _) = try traced(
          by: scryTrace, options: [option], ["cat", "/no/such/file"], folder: folder)
        #expect(!log.calls.isEmpty)
        #expect(log.calls.allSatisfy { ($0.result == "-1") == isWanted || $0.result == "?" })
      }
    }
  }

  @Test func eachEventIsAJSONObject() throws {
    try Scratch.withFolder { folder in
      let file = folder.appending(path: "log")
      let result = try run(
        scryTrace + ["--json", "-f", "-o", file.path, "sh", "-c", "ls / | wc -l; exit 2"])
      #expect(result.status == .exited(2))
      let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
      let events = try lines.map { try JSONValue.object(of: String($0)) }
      #expect(events.contains { $0["event"]?.string == "call" && $0["call"]?.string == "execve" })
      #expect(events.last?["event"]?.string == "exit")
      #expect(events.allSatisfy { $0["tid"] != nil && $0["time"] != nil })
    }
  }

  // MARK: Completeness

  /// SCRY_TRACE_CALLS=10000000 asks for more.
  @Test func noCallIsLostOrDoubled() throws {
    let all = ProcessInfo.processInfo.environment["SCRY_TRACE_CALLS"].flatMap { Int($0) } ?? 100_000
    try Scratch.withFolder { folder in
      let file = folder.appending(path: "log")
      let result = try run(
        scryTrace + [
          "-f", "-o", file.path, "-e", "trace=lseek", "--no-pin",
          try TraceProgram.manyCalls.get(), "4", "\(all / 4)",
        ], seconds: 3600)
      #expect(result.status == .exited(0))
      var seen = [UInt8](repeating: 0, count: all)
      // awk is quick where a gigabyte of lines is to be read.
      let numbers = try run(
        [
          "/usr/bin/awk", #"/lseek\(/ { sub(/.*lseek\(-1, /, ""); sub(/,.*/, ""); print }"#,
          file.path,
        ], seconds: 3600)
      for line in numbers.text.split(separator: "\n") {
        if let number = Int(line), seen.indices.contains(number) { seen[number] &+= 1 }
      }
      #expect(seen.allSatisfy { $0 == 1 })
    }
  }

  // MARK: Invisibility

  @Test func theTargetSeesItsOwnProcessors() throws {
    let program = try TraceProgram.affinity.get()
    let expected = try run([program]).text
    for options in [[], ["-f"], ["--no-pin"]] {
      let result = try run(scryTrace + ["-o", "/dev/null"] + options + [program])
      #expect(result.text == expected, "\(options)")
    }
  }
}

/// Who traces a process; 0 for nobody.
func tracer(of pid: pid_t) -> Int {
  let status = (try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)) ?? ""
  let line = status.split(separator: "\n").first { $0.hasPrefix("TracerPid:") }
  return line?.split(separator: "\t").last.flatMap { Int($0) } ?? 0
}
