// A target outlives its tracer, however that ends.

import Foundation
import TestSupport
import Testing

@Suite struct TraceSurvivalTests {
  /// A running heartbeat of four threads, whose counters stand in a file.
  private struct Heart {
    let process: ChildProcess
    let file: URL

    init(in folder: URL, by call: String) throws {
      file = folder.appending(path: "counters")
      process = try ChildProcess(
        [try TraceProgram.heartbeat.get(), file.path, "4", call], environment: [:])
      #expect(try process.readLine(before: Deadline(seconds: 60)) == "ready")
    }

    private var counters: [UInt64] {
      let data = (try? Data(contentsOf: file)) ?? Data()
      return (0..<4).map { index in
        data.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self) }
      }
    }

    /// Whether every thread goes on counting.
    func beats() -> Bool {
      let before = counters
      let deadline = Deadline(seconds: 60)
      while !deadline.isOver {
        if zip(counters, before).allSatisfy({ $0 > $1 + 2 }) { return true }
        usleep(2000)
      }
      return false
    }
  }

  @Test func allThreadsAreTracedAndLetGo() throws {
    try Scratch.withFolder { folder in
      let heart = try Heart(in: folder, by: "epoll")
      let log = folder.appending(path: "log")
      let scry = try ChildProcess(
        scryTrace + ["-f", "-o", log.path, "-p", "\(heart.process.pid)"],
        environment: Scratch.environment)
      let deadline = Deadline(seconds: 60)
      while tasks(in: log).count < 4, !deadline.isOver { usleep(10_000) }
      #expect(tasks(in: log).count == 4)
      kill(scry.pid, SIGINT)
      #expect(try scry.wait(before: deadline) == .signalled(SIGINT))
      #expect(heart.beats())
      #expect(tracer(of: heart.process.pid) == 0)
    }
  }

  /// Ended by SIGINT at any moment, the tracer disturbs no call.
  @Test func anAttachedTargetDoesNotNotice() throws {
    try attachAndEnd(by: SIGINT, rounds: 12, target: "epoll")
  }

  /// SCRY_TRACE_KILLS=200 asks for more.
  @Test func anAttachedTargetOutlivesAKilledTracer() throws {
    let kills = ProcessInfo.processInfo.environment["SCRY_TRACE_KILLS"].flatMap { Int($0) } ?? 12
    try attachAndEnd(by: SIGKILL, rounds: kills, target: "sleep")
  }

  private func attachAndEnd(by signal: Int32, rounds: Int, target: String) throws {
    var random = SeededGenerator(seed: 5)
    try Scratch.withFolder { folder in
      let heart = try Heart(in: folder, by: target)
      for _ in 0..<rounds {
        let scry = try ChildProcess(
          scryTrace + ["-f", "-o", "/dev/null", "-p", "\(heart.process.pid)"],
          environment: Scratch.environment)
        usleep(UInt32.random(in: 0...60_000, using: &random))
        kill(scry.pid, signal)
        _ = try scry.wait(before: Deadline(seconds: 60))
        try #require(heart.beats())
      }
    }
  }

  /// The ids in front of a trace's lines.
  private func tasks(in log: URL) -> Set<Substring> {
    let text = (try? String(contentsOf: log, encoding: .utf8)) ?? ""
    return Set(text.split(separator: "\n").map { $0.prefix { $0.isNumber } })
  }

  @Test func aLaunchedTargetOutlivesAKilledTracerWithItsProcessors() throws {
    try Scratch.withFolder { folder in
      let pid = try survivor(in: folder, options: [])
      defer { kill(pid, SIGKILL) }
      usleep(200_000)
      #expect(lives(pid))
      let deadline = Deadline(seconds: 60)
      let own = try processors(of: getpid())
      while try processors(of: pid) != own, !deadline.isOver { usleep(1000) }
      #expect(try processors(of: pid) == own)
    }
  }

  @Test func aLaunchedTargetDiesWithItsTracerWhenAsked() throws {
    try Scratch.withFolder { folder in
      let pid = try survivor(in: folder, options: ["--kill-on-exit"])
      let deadline = Deadline(seconds: 60)
      while lives(pid), !deadline.isOver { usleep(1000) }
      #expect(!lives(pid))
    }
  }

  /// Starts a program that makes calls for ever under a tracer, kills the tracer, and gives the program's id.
  private func survivor(in folder: URL, options: [String]) throws -> pid_t {
    let file = folder.appending(path: "pid")
    let script = "echo $$ > \(file.path); while :; do kill -0 $$; done"
    let tracer = try ChildProcess(
      scryTrace + options + ["-o", "/dev/null", "sh", "-c", script],
      environment: Scratch.environment)
    let deadline = Deadline(seconds: 60)
    var pid: pid_t = 0
    while pid == 0, !deadline.isOver {
      usleep(10_000)
      let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
      pid = pid_t(text.dropLast()) ?? 0
    }
    // By now it has been given one processor.
    usleep(300_000)
    kill(tracer.pid, SIGKILL)
    _ = try tracer.wait(before: deadline)
    return try #require(pid > 0 ? pid : nil)
  }

  /// Whether a process is there and has not ended. Whoever inherits it need not ask for its status.
  private func lives(_ pid: pid_t) -> Bool {
    state(of: pid).map { $0 != "Z" && $0 != "X" } ?? false
  }

  private func processors(of pid: pid_t) throws -> String {
    let status = try String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)
    return String(status.split(separator: "\n").first { $0.hasPrefix("Cpus_allowed:") } ?? "")
  }
}
