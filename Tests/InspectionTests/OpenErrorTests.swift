// Why a process cannot be opened: each case has its own answer.

import Foundation
import Primitives
import TargetMemory
import TestSupport
import Testing

@Suite struct OpenErrorTests {
  private let workspace: Workspace

  init() throws { workspace = try Workspace() }

  private func error(opening pid: Int32) -> OpenError? {
    do throws(OpenError) {
      _ = try LiveTarget.open(pid: pid)
      return nil
    } catch {
      return error
    }
  }

  @Test func noSuchProcess() throws {
    let subject = try Subject([try workspace.compile(prelude + "int main(void) { ready(); }")])
    let pid = subject.pid
    subject.end()
    for pid in [pid, 0, -1, Int32.max] { #expect(error(opening: pid) == .noSuchProcess(pid: pid)) }
  }

  @Test func zombie() throws {
    let subject = try Subject([
      try workspace.compile(
        prelude + """
          int main(void) {
            pid_t child = fork();
            if (child == 0) _exit(0);
            siginfo_t info; waitid(P_PID, child, &info, WEXITED | WNOWAIT);
            number("child", child); ready();
          }
          """)
    ])
    let child = Int32(try subject.number("child"))
    #expect(error(opening: child) == .zombie(pid: child, parent: subject.pid))
  }

  @Test func aProcessWhoseFirstThreadHasEndedIsStillReadable() throws {
    let subject = try Subject([
      try workspace.compile(
        prelude + """
          static long x = 7;
          static void *rest(void *p) { usleep(50000); fact("x", &x); ready(); _exit(0); }
          int main(void) { pthread_t t; pthread_create(&t, 0, rest, 0); pthread_exit(0); }
          """)
    ])
    let target = try subject.target()
    #expect(try target.value(Int64.self, at: subject.address("x")) == 7)
    #expect(try !target.mappings().isEmpty)
  }

  @Test func aThreadStandsForItsProcess() throws {
    let subject = try Subject([
      try workspace.compile(
        prelude + """
          static void *rest(void *p) { number("tid", syscall(SYS_gettid)); ready(); _exit(0); }
          int main(void) { pthread_t t; pthread_create(&t, 0, rest, 0); pause(); }
          """)
    ])
    let thread = Int32(try subject.number("tid"))
    #expect(try LiveTarget.open(pid: thread).facts.pid == subject.pid)
  }

  @Test(.enabled(if: KernelThread.pid != nil, "no kernel thread is visible here"))
  func kernelThread() throws {
    let pid = try #require(KernelThread.pid)
    guard case .kernelThread(pid, let name)? = error(opening: pid) else {
      Issue.record("\(String(describing: error(opening: pid)))")
      return
    }
    #expect(!name.isEmpty)
  }

  @Test(.enabled(if: getuid() == 0, "needs root to become somebody else"))
  func anotherUsersProcess() throws {
    let subject = try Subject([try workspace.compile(prelude + "int main(void) { ready(); }")])
    let pid = subject.pid
    let found = try asNobody { error(opening: pid) }
    guard case .denied(pid, let name, 0, .otherUser)? = found else {
      Issue.record("\(String(describing: found))")
      return
    }
    #expect(name == Array("program".utf8))
  }

  @Test(.enabled(if: getuid() == 0, "needs root to become somebody else"))
  func aProcessThatHidesFromItsOwnUser() throws {
    let program = try workspace.compile(
      prelude + """
        #include <sys/prctl.h>
        int main(void) { if (setresuid(65534, 65534, 65534)) return 1; prctl(PR_SET_DUMPABLE, 0); ready(); }
        """)
    let subject = try Subject([program])
    let pid = subject.pid
    let found = try asNobody { error(opening: pid) }
    guard case .denied(pid, _, 65534, let reason)? = found else {
      Issue.record("\(String(describing: found))")
      return
    }
    // With Yama in force the same refusal has that reason.
    if case .ptraceScope = reason { return }
    #expect(reason == .notDumpable)
  }

  @Test(.enabled(if: getuid() == 0, "needs root for chroot"))
  func filesOfAProcessWithItsOwnRootAreFound() throws {
    let program = try workspace.compile(
      prelude + "int main(void) { ready(); }", as: "inside", ["-static"])
    let subject = try Subject(["/usr/sbin/chroot", workspace.url.path, "/inside"])
    let target = try subject.target()
    #expect(target.facts.hasOwnRoot)
    #expect(try target.mappings().contains { target.openablePath(of: $0) == program })
  }

  /// Root may lack the capability, or sit in a chroot, where the kernel refuses it.
  static let canMount: Bool = {
    let unshare = Process()
    unshare.executableURL = URL(fileURLWithPath: "/usr/bin/unshare")
    unshare.arguments = ["-m", "true"]
    unshare.standardError = FileHandle.nullDevice
    guard (try? unshare.run()) != nil else { return false }
    unshare.waitUntilExit()
    return unshare.terminationStatus == 0
  }()

  @Test(.enabled(if: canMount, "needs to make mounts"))
  func filesThatOnlyTheProcessCanSeeAreFoundThroughItsRoot() throws {
    let program = try workspace.compile(
      prelude + "int main(void) { ready(); }", as: "inside", ["-static"])
    let folder = workspace.path("private")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let subject = try Subject([
      "/usr/bin/unshare", "-m", "sh", "-c",
      "mount -t tmpfs none '\(folder)' && cp '\(program)' '\(folder)' && exec '\(folder)/inside'",
    ])
    let target = try subject.target()
    let mapping = try #require(try target.mappings().first { $0.file != nil })
    #expect(mapping.name == Array((folder + "/inside").utf8))
    #expect(!FileManager.default.fileExists(atPath: folder + "/inside"))
    let path = try #require(target.openablePath(of: mapping))
    #expect(path == "/proc/\(subject.pid)/root\(folder)/inside")
    #expect(
      FileManager.default.contents(atPath: path) == FileManager.default.contents(atPath: program))
  }

  /// Runs `body` on a thread whose credentials alone are another user's: the kernel keeps them by thread, and only libc
  /// makes `setuid` one of the process.
  private func asNobody<T: Sendable>(_ body: @escaping @Sendable () -> T) throws -> T? {
    let library = try workspace.compile(
      """
      #define _GNU_SOURCE
      #include <unistd.h>
      #include <sys/syscall.h>
      int drop(void) { return syscall(SYS_setresuid, 65534, 65534, 65534); }
      """, as: "drop.so", ["-shared", "-fPIC"])
    let handle = try #require(dlopen(library, RTLD_NOW))
    let symbol = try #require(dlsym(handle, "drop"))
    let drop = unsafeBitCast(symbol, to: (@convention(c) () -> Int32).self)
    let result = Box<T>()
    let thread = Thread {
      if drop() == 0 { result.value = body() }
      result.done.signal()
    }
    thread.start()
    result.done.wait()
    return result.value
  }

  private final class Box<T>: @unchecked Sendable {
    var value: T?
    let done = DispatchSemaphore(value: 0)
  }
}

/// A thread of the kernel, where the tests can see one.
enum KernelThread {
  static let pid: Int32? = {
    let status = (try? String(contentsOfFile: "/proc/2/stat", encoding: .utf8)) ?? ""
    return status.hasPrefix("2 (kthreadd)") ? 2 : nil
  }()
}
