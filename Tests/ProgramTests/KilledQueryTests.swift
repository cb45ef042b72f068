// Scry killed at any instant leaves the process that it asks as it was.

import Foundation
import TestSupport
import Testing

@Suite struct KilledQueryTests {
  /// A few in the ordinary run; `SCRY_KILLS=200` for the long one.
  private static let kills =
    ProcessInfo.processInfo.environment["SCRY_KILLS"].flatMap { Int($0) } ?? 25

  /// Three threads count in different ways of waiting, and agree in the end.
  private static let program = """
    #include <poll.h>
    #include <pthread.h>
    #include <stdio.h>
    #include <time.h>
    #include <unistd.h>
    static volatile int stop;
    static long sums[2];
    static int failures;
    static void *computes(void *p) {
      for (long i = 0; !stop; i++) { sums[0] += i; sums[1] += i; }
      return p;
    }
    static void *naps(void *p) {
      while (!stop) { struct timespec t = {0, 1000000}; if (nanosleep(&t, 0)) failures++; }
      return p;
    }
    static void *polls(void *p) {
      while (!stop) if (poll(0, 0, 1)) failures++;
      return p;
    }
    int main(void) {
      pthread_t t[3];
      pthread_create(&t[0], 0, computes, 0);
      pthread_create(&t[1], 0, naps, 0);
      pthread_create(&t[2], 0, polls, 0);
      printf("ready\\n"); fflush(stdout);
      char byte;
      if (read(0, &byte, 1) != 0) failures++;
      stop = 1;
      for (int i = 0; i < 3; i++) pthread_join(t[i], 0);
      return failures || sums[0] != sums[1];
    }
    """

  @Test func theTargetEndsWithItsRightResult() throws {
    try whileTargetRuns { target, random in
      try killOne(["stack", "\(target.pid)"], within: 60_000, &random)
    }
  }

  /// What is there under the asked name is whole, and nothing else is left.
  @Test func aSaveIsWholeOrNotThere() throws {
    try Scratch.withFolder { folder in
      let core = folder.appending(path: "core")
      try whileTargetRuns { target, random in
        try killOne(["save", "\(target.pid)", "-o", core.path], within: 50_000, &random)
        let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(left.allSatisfy { $0 == "core" }, "\(left)")
        guard !left.isEmpty else { return }
        let asked = try run([BuildFolder.scry, "stack", core.path])
        #expect(asked.status == .exited(0), "\(asked.errors)")
        #expect(asked.text.contains(" in main"))
        try FileManager.default.removeItem(at: core)
      }
    }
  }

  /// Starts the program, does something to it many times, and expects its right end.
  private func whileTargetRuns(
    _ body: (ChildProcess, inout SeededGenerator) throws -> Void
  ) throws {
    let workspace = try Workspace()
    let path = try workspace.compile(Self.program)
    let target = try ChildProcess([path], environment: Scratch.environment)
    while let line = try target.readLine(before: Deadline(seconds: 60)), line != "ready" {}
    var random = SeededGenerator(seed: 4)
    for _ in 0..<Self.kills { try body(target, &random) }
    target.closeInput()
    #expect(try target.wait(before: Deadline(seconds: 60)) == .exited(0))
  }

  /// Starts a command and kills it within so many microseconds.
  private func killOne(
    _ words: [String], within time: UInt32, _ random: inout SeededGenerator
  ) throws {
    let query = try ChildProcess([BuildFolder.scry] + words, environment: Scratch.environment)
    usleep(UInt32.random(in: 0...time, using: &random))
    kill(query.pid, SIGKILL)
    _ = try query.wait(before: Deadline(seconds: 30))
  }
}
