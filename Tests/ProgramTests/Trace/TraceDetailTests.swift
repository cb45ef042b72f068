// What a trace says besides the calls: stacks, data, names of arguments. strace knows the truth of the first two.

import Foundation
import TestSupport
import Testing

@Suite(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/strace")))
struct TraceDetailTests {
  /// All data that a program moves, to the letter.
  @Test(arguments: [["-e", "read=all", "-e", "write=all"], ["-e", "read=3", "--write=!4,5"]])
  func theSameData(_ sets: [String]) throws {
    let calls =
      "trace=read,readv,pread64,write,writev,pwrite64,pwritev,sendto,recvfrom,sendmsg,recvmsg,"
      + "sendmmsg,recvmmsg"
    let command = [try TraceProgram.movedData.get()]
    let ours = try text(by: scryTrace + ["--compat", "-e", calls] + sets, command)
    let theirs = try text(by: ["/usr/bin/strace", "-e", calls] + sets, command)
    #expect(ours.contains(" * 5 bytes in buffer 0\n"))
    #expect(ours == theirs)
  }

  /// What a debugger does to its tracee: all names, structs and sizes.
  @Test(arguments: [[], ["-v", "-y"], ["-X", "verbose"]])
  func theSameDebugging(_ options: [String]) throws {
    let command = [try TraceProgram.debugger.get()]
    let calls = "trace=ptrace,wait4,process_vm_readv,kcmp,pidfd_open,pidfd_getfd,kill"
    let ours = try text(by: scryTrace + ["--compat", "-e", calls] + options, command)
    let theirs = try text(by: ["/usr/bin/strace", "-e", calls] + options, command)
    let (found, expected) = (comparableLines(of: ours), comparableLines(of: theirs))
    #expect(theirs.contains("iov_len=1000 => 216"))
    #expect(found == expected)
  }

  /// Lines of calls without what differs from run to run: addresses and other large numbers, the ids of the two processes, the
  /// padding that depends on their lengths.
  private func comparableLines(of trace: String) -> [String] {
    let ids = trace.firstMatch(of: #/kcmp\(([0-9]+), ([0-9]+), /#).map { [$0.1, $0.2] } ?? []
    return trace.split(separator: "\n").filter { !$0.hasPrefix("-") }.map { line in
      String(line).replacing(/\b[0-9]+\b/) { ids.contains($0.output) ? "ID" : $0.output }
        .replacing(/0x[0-9a-f]{5,}/, with: "0xN")
        .replacing(/\b(r11|rbx|rsi|rdi|eflags)=0x[0-9a-f]+/) { "\($0.output.1)=0xN" }
        .replacing(#/ += /#, with: " = ")
    }
  }

  /// The places in the files that the return addresses lead to, call by call. (Symbols differ: strace knows only the exported ones.)
  @Test(arguments: [["--no-types"], ["--compat"], ["--no-agent"]])
  func theSameStacks(_ options: [String]) throws {
    let command = [try TraceProgram.movedData.get()]
    let scope = ["-k", "-e", "trace=write,sendto,socketpair,brk,mmap"]
    let ours = try text(by: [BuildFolder.scry, "trace"] + options + scope, command)
    let theirs = try text(by: ["/usr/bin/strace"] + scope, command)
    let (found, expected) = (stacks(in: ours), stacks(in: theirs))
    #expect(expected.count > 10)
    #expect(found == expected)
    #expect(ours.contains("(main+0x"))
  }

  /// For each call its name and the lines behind it, as file and offset in it.
  private func stacks(in trace: String) -> [[String]] {
    var stacks: [[String]] = []
    for line in trace.split(separator: "\n") where !line.hasPrefix("+++") {
      if line.hasPrefix(" > "), let file = line.dropFirst(3).split(separator: "(").first,
        let start = line.firstIndex(of: "["), let end = line.firstIndex(of: "]")
      {
        stacks[stacks.count - 1].append(file + " " + line[start...end])
      } else {
        stacks.append([String(line.prefix { $0 != "(" })])
      }
    }
    return stacks
  }

  @Test func stacksHaveSourceLinesAndKeys() throws {
    let command = [try TraceProgram.movedData.get()]
    let options = ["-k", "-e", "trace=sendto"]
    let plain = try text(by: scryTrace + options, command)
    #expect(plain.contains(/\(exchange\+0x[0-9a-f]+\) \[0x[0-9a-f]+\] .*moved_data\.c:14\n/))
    let json = try text(by: scryTrace + options + ["--json"], command)
    for line in json.split(separator: "\n").dropLast() {
      let event = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      let stack = try #require(event?["stack"] as? [[String: Any]])
      let main = try #require(stack.first { $0["function"] as? String == "main" })
      #expect((main["file"] as? String)?.hasSuffix("moved_data.c") == true)
      #expect(main["line"] is Int && main["offset"] is Int && main["moduleOffset"] is Int)
    }
  }

  @Test func namesOfArguments() throws {
    let trace = try text(
      by: scryTrace + ["-N", "-e", "trace=close,openat"], ["cat", "/dev/null"])
    #expect(
      trace.contains(
        "openat(dfd=AT_FDCWD, filename=\"/dev/null\", flags=O_RDONLY) = 3\n"), "\(trace)")
    #expect(trace.contains(/close\(fd=3\) +=/))
  }

  /// Without a `=` these are names of calls.
  @Test func callsThatAreNamedLikeSets() throws {
    let trace = try text(by: scryTrace + ["-e", "write"], ["echo", "x"])
    #expect(trace.hasPrefix("write(1, "), "\(trace)")
  }

  private func text(by tracer: [String], _ command: [String]) throws -> String {
    try Scratch.withFolder { folder in
      let file = folder.appending(path: "trace").path
      _ = try run(tracer + ["-o", file] + command)
      return String(decoding: try Data(contentsOf: URL(filePath: file)), as: UTF8.self)
    }
  }
}
