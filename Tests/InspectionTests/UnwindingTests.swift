// Stacks of every shape: signal handlers, other stacks, deep recursion, wild jumps, code without tables.

import Foundation
import Inspection
import Primitives
import Ptrace
import TargetMemory
import TestSupport
import Testing

@Suite struct UnwindingTests {
  private let workspace: Workspace

  init() throws { workspace = try Workspace() }

  /// The functions of the first thread's frames, the innermost first, and the end of its stack.
  private func stack(
    _ body: String, _ options: [String] = ["-O1"]
  ) throws -> (names: [String], end: UnwindEnd, stack: ThreadStack) {
    let subject = try Subject([try workspace.compile(prelude + body, options)])
    let target = try subject.target()
    // What comes after `ready` must have begun.
    for _ in 0..<200 where try target.threads().first?.state != UInt8(ascii: "S") { usleep(5000) }
    let inspector = try Inspector(
      target: target, metadata: NoMetadata(), threads: LiveThreads(target))
    let stacks = try inspector.stacks()
    let thread = try #require(stacks.snapshot.threads.first)
    let stack = try #require(stacks.stack(of: thread))
    let names = stack.frames.map { frame in
      frame.isSignalFrame
        ? "signal" : frame.function.map { String(decoding: $0, as: UTF8.self) } ?? "?"
    }
    return (names, stack.end, stack)
  }

  private func expectOrder(_ wanted: [String], in names: [String]) {
    var rest = names[...]
    for name in wanted {
      guard let place = rest.firstIndex(of: name) else {
        Issue.record("\(name) is missing or out of order in \(names)")
        return
      }
      rest = rest[(place + 1)...]
    }
  }

  @Test func functionsThatJumpedToTheNextAreThere() throws {
    let (names, end, stack) = try stack(
      """
      __attribute__((noipa)) static int last(int x) { ready(); return x + 1; }
      __attribute__((noipa)) static int second(int x) { return last(x * 2); }
      __attribute__((noipa)) static int first(int x) { return second(x + 5); }
      int main(void) { return first(3) == 17; }
      """, ["-O2"])
    expectOrder(["last", "second", "first", "main"], in: names)
    let jumped = stack.frames.filter { $0.physical.origin == .tailCall }
    #expect(jumped.compactMap(\.function) == ["second", "first"].map { Array($0.utf8) })
    #expect(end == .outermost)
  }

  /// Both ways lead from the call to where the thread is: which one it took cannot be told.
  @Test func jumpsThatLeaveDoubtAreNot() throws {
    let (names, _, _) = try stack(
      """
      __attribute__((noipa)) static int last(int x) { ready(); return x + 1; }
      __attribute__((noipa)) static int left(int x) { return last(x * 2); }
      __attribute__((noipa)) static int right(int x) { return last(x * 3); }
      __attribute__((noipa)) static int first(int x) { return x > 2 ? left(x) : right(x); }
      int main(int argc, char **argv) { (void)argv; return first(argc) == 17; }
      """, ["-O2"])
    expectOrder(["last", "main"], in: names)
    #expect(Set(names).isDisjoint(with: ["left", "right"]))
  }

  @Test func aVforkParentHasFrames() throws {
    let (names, _, _) = try stack(
      """
      #include <sys/prctl.h>
      __attribute__((noipa)) static void spawns(void) {
        if (vfork() == 0) {
          prctl(PR_SET_PDEATHSIG, SIGKILL);
          ready();
          _exit(0);
        }
      }
      int main(void) { spawns(); __asm__ volatile(""); }
      """)
    expectOrder(["vfork", "spawns", "main"], in: names)
  }

  @Test func aSignalHandlerOnItsOwnStackLeadsBackToWhatItInterrupted() throws {
    let (names, end, _) = try stack(
      """
      static void handler(int n) { (void)n; ready(); }
      __attribute__((noinline)) static void interrupted(void) { raise(SIGUSR1); __asm__ volatile(""); }
      int main(void) {
        sigset_t none;
        sigemptyset(&none);
        sigprocmask(SIG_SETMASK, &none, 0);
        stack_t stack = {.ss_sp = malloc(65536), .ss_size = 65536};
        sigaltstack(&stack, 0);
        struct sigaction action = {.sa_handler = handler, .sa_flags = SA_ONSTACK};
        sigaction(SIGUSR1, &action, 0);
        interrupted();
        return 0;
      }
      """)
    expectOrder(["ready", "handler", "signal", "interrupted", "main", "_start"], in: names)
    #expect(end == .outermost)
  }

  @Test func aCoroutineOnABlockOfTheHeapEndsWhereItBegan() throws {
    let (names, end, _) = try stack(
      """
      #include <ucontext.h>
      static ucontext_t home, away;
      __attribute__((noinline)) static void inner(void) { ready(); __asm__ volatile(""); }
      static void coroutine(void) { inner(); __asm__ volatile(""); }
      int main(void) {
        getcontext(&away);
        away.uc_stack.ss_sp = malloc(65536); away.uc_stack.ss_size = 65536; away.uc_link = &home;
        makecontext(&away, coroutine, 0);
        swapcontext(&home, &away);
        return 0;
      }
      """)
    expectOrder(["ready", "inner", "coroutine"], in: names)
    #expect(end == .outermost)
    #expect(!names.contains("main"))
  }

  @Test func deepRecursionIsFollowedToItsEnd() throws {
    let (names, end, _) = try stack(
      """
      __attribute__((noinline)) static int deep(int n) {
        if (n == 0) { ready(); return 1; }
        int r = deep(n - 1); __asm__ volatile("" : "+r"(r)); return r + 1;
      }
      int main(void) { return deep(50000); }
      """)
    #expect(names.filter { $0 == "deep" }.count == 50001)
    #expect(end == .outermost)
  }

  @Test func aJumpToNowhereStillHasItsCaller() throws {
    let (_, _, stack) = try stack(
      """
      static void (*volatile nowhere)(void) = (void (*)(void))0x10;
      static void handler(int n) { (void)n; ready(); }
      __attribute__((noinline)) static void caller(void) { nowhere(); __asm__ volatile(""); }
      int main(void) { signal(SIGSEGV, handler); caller(); return 0; }
      """)
    let frame = try #require(stack.frames.first { $0.instructionPointer.raw == 0x10 })
    #expect(frame.level > 0)
  }

  @Test func framePointersHelpWhereTablesAreMissingAndSaySo() throws {
    let (names, _, stack) = try stack(
      """
      __attribute__((noinline)) void middle(void) { ready(); __asm__ volatile(""); }
      int main(void) { middle(); return 0; }
      """,
      [
        "-O0", "-fno-omit-frame-pointer", "-fno-asynchronous-unwind-tables", "-fno-unwind-tables",
        "-g0",
      ])
    expectOrder(["ready", "middle", "main"], in: names)
    #expect(stack.frames.contains { $0.physical.origin == .framePointer })
  }

  @Test func damagedStacksEndWithAReason() throws {
    let (_, end, stack) = try stack(
      """
      __attribute__((noinline)) static void breaks(void) {
        volatile unsigned long *frame = __builtin_frame_address(0);
        frame[1] = 0x1234; frame[0] = 0x5678;
        ready();
        _exit(0);
      }
      int main(void) { breaks(); return 0; }
      """, ["-O0", "-fno-omit-frame-pointer"])
    #expect(end != .outermost)
    #expect(stack.frames.count < 10)
  }

  @Test func inlinedFunctionsHaveFramesOfTheirOwn() throws {
    let (names, _, stack) = try stack(
      """
      static inline __attribute__((always_inline)) void innermost(int n) { if (n) ready(); }
      static inline __attribute__((always_inline)) void between(int n) { innermost(n + 1); }
      int main(int argc, char **argv) { (void)argv; between(argc); return 0; }
      """, ["-O2", "-g"])
    expectOrder(["innermost", "between", "main"], in: names)
    #expect(stack.frames.filter(\.isInlined).count >= 2)
  }
}
