// Stopping all threads of a process for a moment leaves it as it was.

import Foundation
import Primitives
import Ptrace
import TargetMemory
import TestSupport
import Testing

@Suite(.serialized) struct StoppingTests {
  private let workspace: Workspace

  init() throws { workspace = try Workspace() }

  private func subject(_ body: String) throws -> Subject {
    try Subject([try workspace.compile(prelude + body)])
  }

  /// Three threads that work and one that waits.
  private static let busy = """
    static void *work(void *p) { for (volatile long i = 0;; i++) (*(volatile long *)p)++; }
    static long counts[3];
    int main(void) {
      pthread_t t;
      for (int i = 0; i < 3; i++) pthread_create(&t, 0, work, &counts[i]);
      ready();
    }
    """

  @Test func everyThreadHasRegistersAndTheirStacksAreCopied() throws {
    let subject = try subject(Self.busy)
    let snapshot = try LiveThreads(subject.target()).snapshot()
    #expect(snapshot.threads.count == 4)
    for thread in snapshot.threads {
      let registers = try #require(thread.registers, "\(thread.obstacle ?? "")")
      #expect(registers.vectors.count == 256)
      #expect(try snapshot.memory.bytes(at: registers.stackPointer, count: 64).count == 64)
      #expect(thread.facts.threadPointer?.raw == registers.fsBase)
    }
  }

  @Test func fourThreadsStandForFiveMillisecondsAtMost() throws {
    let subject = try subject(Self.busy)
    let target = try subject.target()
    let pauses = try (0..<20).compactMap { _ in try LiveThreads(target).snapshot().pause }
    // The machine may have other work; what it can do is what counts.
    #expect(try #require(pauses.min()) < .milliseconds(5), "\(pauses)")
  }

  @Test func aStoppedProcessStaysStoppedAndGoesOnWhenTold() throws {
    let subject = try subject("int main(void) { ready(); number(\"after\", 1); ready(); }")
    let target = try subject.target()
    kill(subject.pid, SIGSTOP)
    try waitForState("T", of: target)
    for _ in 0..<5 { _ = try LiveThreads(target).snapshot() }
    try waitForState("T", of: target)
    kill(subject.pid, SIGCONT)
    try subject.step()
    #expect(try subject.number("after") == 1)
  }

  private func waitForState(_ state: String, of target: LiveTarget) throws {
    for _ in 0..<500 where try target.threads().first?.state != state.utf8.first {
      usleep(10_000)
    }
    #expect(try target.threads().first?.state == state.utf8.first)
  }

  @Test func systemCallsGoOnAsIfNothingHadHappened() throws {
    let subject = try subject(
      """
      #include <errno.h>
      #include <poll.h>
      #include <time.h>
      #include <sys/epoll.h>
      static long results[4];
      static void *naps(void *p) {
        struct timespec time = {1, 0};
        results[0] = nanosleep(&time, 0);
        return p;
      }
      static void *waits(void *p) {
        struct epoll_event event;
        results[1] = epoll_wait(epoll_create1(0), &event, 1, 1000);
        return p;
      }
      static void *polls(void *p) { results[2] = poll(0, 0, 1000); return p; }
      int main(void) {
        pthread_t t[3];
        pthread_create(&t[0], 0, naps, 0);
        pthread_create(&t[1], 0, waits, 0);
        pthread_create(&t[2], 0, polls, 0);
        ready();
        for (int i = 0; i < 3; i++) pthread_join(t[i], 0);
        for (int i = 0; i < 3; i++) results[3] |= results[i];
        number("results", results[3]);
        ready();
      }
      """)
    let target = try subject.target()
    for _ in 0..<20 { _ = try LiveThreads(target).snapshot() }
    try subject.step()
    #expect(try subject.number("results") == 0)
  }

  @Test func signalsThatArriveMeanwhileAreDelivered() throws {
    let subject = try subject(
      """
      static volatile long count;
      static void on(int n) { (void)n; count++; }
      int main(void) {
        struct sigaction action = {.sa_handler = on, .sa_flags = SA_RESTART};
        sigset_t none;
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, 0);
        sigaction(SIGRTMIN, &action, 0);
        ready(); number("count", count); ready();
      }
      """)
    let target = try subject.target()
    for _ in 0..<50 {
      // Of real-time signals none is lost, however many wait.
      let (_, _) = try withAllStopped(target) { _ in kill(target.facts.pid, 34) }
      kill(subject.pid, 34)
      _ = try LiveThreads(target).snapshot()
    }
    try subject.step()
    #expect(try subject.number("count") == 100)
  }

  @Test func threadsBornMeanwhileAreIncluded() throws {
    let subject = try subject(
      """
      static void *shortLived(void *p) { return p; }
      int main(void) {
        puts("ready"); fflush(stdout);
        for (;;) { pthread_t t; if (!pthread_create(&t, 0, shortLived, 0)) pthread_detach(t); }
      }
      """)
    let target = try subject.target()
    for _ in 0..<30 {
      let (missing, _) = try withAllStopped(target) { stopped in
        let standing = Set(stopped.threads.filter { $0.registers != nil }.map(\.facts.tid))
        let alive = ((try? target.threads()) ?? []).filter { $0.state == UInt8(ascii: "t") }
        let all = (try? target.threadIDs()) ?? []
        let dead = Set(all).subtracting(alive.map(\.tid)).filter { id in
          target.thread(id).map { $0.state != UInt8(ascii: "Z") && $0.state != UInt8(ascii: "X") }
            ?? false
        }
        return alive.map(\.tid).filter { !standing.contains($0) } + dead
      }
      #expect(missing.isEmpty)
    }
  }

  @Test func anotherTracerIsNamed() throws {
    let subject = try subject("int main(void) { ready(); }")
    let target = try subject.target()
    let (error, _) = try withAllStopped(target) { _ in
      do throws(StopError) {
        _ = try withAllStopped(target) { _ in }
        return StopError?.none
      } catch {
        return error
      }
    }
    #expect(error == .traced(by: getpid()))
  }

  @Test func whatHasEndedIsGone() throws {
    let subject = try subject("int main(void) { ready(); }")
    let target = try subject.target()
    subject.end()
    #expect(throws: ReadError.gone) { try LiveThreads(target).snapshot() }
  }
}
