// `scry trace` names the objects behind pointers, and tells buffers that do not fit them, against what the program knows itself.

import Foundation
import TestSupport
import Testing

@Suite struct TraceObjectsTests {
  /// How the program is built.
  static let builds = [("gcc", "-O0"), ("gcc", "-O2"), ("clang", "-O0"), ("clang", "-O2")]

  /// The events of a program's trace, one by one.
  private func trace(
    _ source: String, _ build: (compiler: String, level: String), options: [String] = []
  ) throws -> (events: [[String: JSONValue]], ended: ExitStatus) {
    let workspace = try Workspace()
    let program = try workspace.compile(
      source, as: "program", [build.level, "-fno-stack-protector", "-U_FORTIFY_SOURCE"],
      compiler: build.compiler)
    let output = workspace.path("trace.json")
    let result = try run(
      [BuildFolder.scry, "trace", "--json", "-o", output] + options + ["--", program],
      folder: workspace.url)
    let text = try String(contentsOfFile: output, encoding: .utf8)
    let events = try text.split(separator: "\n").map { try JSONValue.object(of: String($0)) }
    return (events, result.status)
  }

  /// The program writes each truth as a line, then makes a call with the address; the line's own write is not looked at.
  private static let kinds = #"""
    #define _GNU_SOURCE
    #include <fcntl.h>
    #include <stdlib.h>
    #include <string.h>
    #include <sys/mman.h>
    #include <unistd.h>
    struct header { int magic; int count; char name[16]; long tail; };
    struct connection { struct header header; char input[64]; int state; };
    static char banner[256];
    static struct header global;
    static struct connection *volatile connection;
    static char *volatile text;
    static int file;
    __attribute__((noinline)) static void inner(struct header *outer) {
      struct header local = {7, 8, "local", 9};
      char buffer[64];
      pread(file, &local, sizeof local, 0);
      pread(file, &local.count, 4, 1);
      pread(file, local.name, 16, 2);
      pread(file, buffer + 8, 8, 3);
      pread(file, outer, sizeof *outer, 4);
      __asm__ volatile("" :: "r"(&local), "r"(buffer) : "memory");
    }
    int main(void) {
      struct header outer = {1, 2, "outer", 3};
      file = open("/proc/self/exe", O_RDONLY);
      connection = malloc(sizeof(struct connection));
      text = malloc(100);
      char *mapped = mmap(0, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
      inner(&outer);
      pread(file, banner + 16, 16, 5);
      pread(file, &global, sizeof global, 6);
      pread(file, connection->input + 4, 60, 7);
      pread(file, text, 100, 8);
      pread(file, mapped + 100, 16, 9);
      free(text);
      pread(file, text, 1, 10);
      __asm__ volatile("" :: "r"(&outer) : "memory");
      _exit(0);
    }
    """#

  /// By the offset that marks the call: what is said of its buffer.
  private static let truths = [
    0: #"{"allocator": "stack", "variable": "local", "type": "struct header"}"#,
    1: #"{"variable": "local", "path": ".count", "memberType": "int"}"#,
    2: #"{"variable": "local", "path": ".name[0]"}"#,
    3: #"{"variable": "buffer", "type": "char[64]", "path": "[8]"}"#,
    4: #"{"allocator": "stack", "variable": "outer", "type": "struct header"}"#,
    5: #"{"allocator": "static", "variable": "banner", "path": "[16]"}"#,
    6: #"{"allocator": "static", "variable": "global", "type": "struct header"}"#,
    7: #"{"state": "live", "type": "struct connection", "path": ".input[4]"}"#,
    8: #"{"allocator": "malloc", "size": 100, "offset": 0}"#,
    9: #"{"allocator": "mmap", "size": 8192, "offset": 100}"#,
    10: #"{"allocator": "malloc", "state": "freed", "size": 100}"#,
  ]

  @Test(arguments: builds) func objectsAreThoseOfTheProgram(_ build: (String, String)) throws {
    guard Tool.exists(build.0) else { return }
    let (events, ended) = try trace(Self.kinds, build)
    #expect(ended == .exited(0))
    let calls = events.filter { $0["call"]?.string == "pread64" }
    for (offset, truth) in Self.truths {
      let call = calls.last {
        $0.argument(3)?.member("raw")?.string == "0x" + String(offset, radix: 16)
      }
      let object = call?.argument(1)?.member("object")
      for (key, value) in try JSONValue.object(of: truth) {
        let found = object?.member(key)
        #expect(found == value, "\(build), call \(offset), \(key): \(String(describing: object))")
      }
    }
    let warned = calls.filter { $0["warnings"] != nil }
    #expect(warned.count == 1, "\(build): \(warned)")
    let warning = warned.first?["warnings"]?.elements.first
    #expect(warning?.member("kind")?.string == "freed")
  }

  /// Each planted overrun stands beside the same call with the right size.
  private static let overruns = #"""
    #define _GNU_SOURCE
    #include <fcntl.h>
    #include <stdlib.h>
    #include <poll.h>
    #include <sys/epoll.h>
    #include <sys/ioctl.h>
    #include <sys/socket.h>
    #include <sys/uio.h>
    #include <sys/syscall.h>
    #include <unistd.h>
    struct room { long before; char small[16]; char behind[8192]; };
    static struct room fixed;
    int main(void) {
      struct room local;
      char *block = malloc(24);
      int file = open("/proc/self/exe", O_RDONLY), ends[2];
      socketpair(AF_UNIX, SOCK_DGRAM, 0, ends);
      read(file, local.small, 16);
      read(file, local.small, 64);
      read(file, block, 24);
      read(file, block, 25);
      for (int i = 0; i < 2; i++) send(ends[0], "0123456789012345678901234567890123456789", 40, 0);
      recvfrom(ends[1], fixed.small, 16, 0, 0, 0);
      recvfrom(ends[1], fixed.small, 32, 0, 0, 0);
      syscall(SYS_getcwd, fixed.behind, 4096);
      syscall(SYS_getcwd, fixed.small, 4096);
      readlink("/proc/self/exe", fixed.small, 16);
      readlink("/proc/self/exe", fixed.small, 4096);
      int count;
      ioctl(ends[1], FIONREAD, &count);
      short *narrow = malloc(sizeof *narrow);
      ioctl(ends[1], FIONREAD, narrow);
      char *name = malloc(4);
      for (int i = 0; i < 4; i++) name[i] = "abc"[i];
      access(name, F_OK);
      name[3] = 'd';
      access(name, F_OK);
      write(-1, local.behind, sizeof local.behind);
      int pipes[2];
      if (pipe(pipes)) return 1;
      write(pipes[1], "abc\0def", 8);
      struct iovec parts[2] = {{fixed.behind, 8}, {fixed.small, 16}};
      writev(pipes[1], parts, 2);
      parts[1].iov_len = 20;
      writev(pipes[1], parts, 2);
      readv(pipes[0], parts, 2);
      read(pipes[0], fixed.behind, 22);
      readv(pipes[0], parts, 2);
      struct pollfd *polled = calloc(2, sizeof *polled);
      poll(polled, 2, 0);
      poll(polled, 3, 0);
      struct epoll_event *happened = calloc(2, sizeof *happened);
      int waiter = epoll_create1(0);
      epoll_wait(waiter, happened, 2, 0);
      epoll_wait(waiter, happened, -1, 0);
      epoll_wait(waiter, happened, 1 << 30, 0);
      __asm__ volatile("" :: "r"(&local) : "memory");
      _exit(0);
    }
    """#

  @Test(arguments: builds) func overrunsAreToldAndCorrectCallsAreNot(
    _ build: (String, String)
  ) throws {
    guard Tool.exists(build.0) else { return }
    let (events, _) = try trace(Self.overruns, build)
    let warned = events.compactMap { event -> String? in
      guard let warning = event["warnings"]?.elements.first, let call = event["call"]?.string else {
        return nil
      }
      return
        "\(call) \(warning.member("kind")?.string ?? "") \(warning.member("room")?.integer ?? -1)"
    }
    #expect(
      warned == [
        "read wrote 16", "read wrote 24", "recvfrom wrote 16", "getcwd wrote 16",
        "readlink wrote 16", "ioctl wrote 2", "access unended -1", "writev read 16",
        "readv wrote 16", "readv mayWrite 16", "poll read 16",
      ], "\(build)")
  }

  /// The same instruction writes buffers of several callers at several depths, some at the same distance from the stack pointer.
  private static let depths = #"""
    #include <fcntl.h>
    #include <unistd.h>
    static int file;
    __attribute__((noinline)) static void fill(void *place, long mark) { pread(file, place, 8, mark); }
    __attribute__((noinline)) static void first(long mark) {
      char small[16];
      fill(small, mark);
      __asm__ volatile("" :: "r"(small) : "memory");
    }
    __attribute__((noinline)) static void second(long mark) {
      long large[2];
      fill(large, mark);
      __asm__ volatile("" :: "r"(large) : "memory");
    }
    __attribute__((noinline)) static void deeper(int depth, long mark) {
      volatile char pad[48];
      pad[depth] = 1;
      if (depth > 0) deeper(depth - 1, mark + 1);
      if (depth & 1) first(mark); else second(mark);
      pad[depth] = 2;
    }
    int main(void) {
      file = open("/proc/self/exe", O_RDONLY);
      deeper(9, 100);
      second(200);
      first(201);
      _exit(0);
    }
    """#

  @Test(arguments: builds) func callersAreToldApartAtEveryDepth(
    _ build: (String, String)
  ) throws {
    guard Tool.exists(build.0) else { return }
    let (events, ended) = try trace(Self.depths, build)
    #expect(ended == .exited(0))
    var variables: [Int: String] = [:]
    for call in events where call["call"]?.string == "pread64" {
      let mark = call.argument(3)?.member("raw")?.string.flatMap { Int($0.dropFirst(2), radix: 16) }
      let object = call.argument(1)?.member("object")
      guard let mark, mark >= 100 else { continue }
      variables[mark] = object?.member("variable")?.string
    }
    var expected = [200: "large", 201: "small"]
    for depth in 0...9 { expected[109 - depth] = depth % 2 == 1 ? "small" : "large" }
    #expect(variables == expected, "\(build)")
  }

  @Test func aWarningCanBeTheExitStatus() throws {
    let build = ("gcc", "-O0")
    #expect(try trace(Self.overruns, build).ended == .exited(0))
    #expect(try trace(Self.overruns, build, options: ["--fail-on-warning"]).ended == .exited(1))
    let harmless = "int main(void) { return 0; }"
    #expect(
      try trace(harmless, build, options: ["--fail-on-warning"]).ended == .exited(0))
  }
}

extension [String: JSONValue] {
  /// An argument of a call, from 0.
  fileprivate func argument(_ index: Int) -> JSONValue? {
    guard let arguments = self["arguments"]?.elements, arguments.indices.contains(index) else {
      return nil
    }
    return arguments[index]
  }
}
