// Targets that cannot be read: one clear line on standard error, nothing on standard output, status 3.

import Foundation
import TestSupport
import Testing

@Suite struct RefusalTests {
  private static let commands = ["what", "objects", "sites", "types", "allocators"]

  /// Asks every command of `pid` and expects it to refuse.
  private func expectRefusal(
    _ pid: String, behind prefix: [String] = [], sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    for command in Self.commands {
      let addresses = command == "what" ? ["0x1000"] : []
      let result = try run(prefix + [BuildFolder.scry, command, pid] + addresses)
      #expect(result.status == .exited(3), "\(command) \(pid)", sourceLocation: sourceLocation)
      #expect(result.text.isEmpty, "\(command) \(pid)", sourceLocation: sourceLocation)
      let lines = result.errors.split(separator: "\n")
      #expect(lines.count == 1, "\(command): \(result.errors)", sourceLocation: sourceLocation)
      #expect(
        lines.first?.contains(pid) == true, "\(command): \(result.errors)",
        sourceLocation: sourceLocation)
    }
  }

  @Test func aProcessThatHasEnded() throws {
    let child = try ChildProcess(["/bin/true"], environment: [:])
    _ = try child.wait(before: Deadline(seconds: 60))
    try expectRefusal("\(child.pid)")
  }

  @Test func aNumberThatIsNoProcess() throws {
    try expectRefusal("4194303")
  }

  @Test func aZombie() throws {
    let child = try ChildProcess(["/bin/true"], environment: [:])
    let deadline = Deadline(seconds: 60)
    while state(of: child.pid) != "Z", !deadline.isOver { usleep(1000) }
    try expectRefusal("\(child.pid)")
  }

  /// Kernel threads have no memory. In a container none may be visible; there is then nothing to refuse.
  @Test(.enabled(if: kernelThread != nil)) func aKernelThread() throws {
    try expectRefusal("\(try #require(kernelThread))")
  }

  /// As root we become nobody first; as anybody else, the first process is another's.
  @Test func aProcessOfAnotherUser() throws {
    let child = try ChildProcess(["/bin/sleep", "600"], environment: [:])
    if geteuid() == 0 {
      try Scratch.withFolder { folder in
        let prefix = ["/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
        // nobody cannot look into the build folder if it is below root's home.
        let copy = folder.appending(path: "scry")
        // A copy made by this process could be busy: other tests' children inherit what it has open.
        _ = try run(["/bin/cp", BuildFolder.scry, copy.path])
        chmod(folder.path, 0o755)
        try expectRefusalByCopy(copy.path, "\(child.pid)", prefix)
      }
    } else {
      try expectRefusal("1")
    }
  }

  private func expectRefusalByCopy(_ scry: String, _ pid: String, _ prefix: [String]) throws {
    let result = try run(prefix + [scry, "what", pid, "0x1000"])
    #expect(result.status == .exited(3), "\(result.errors)")
    #expect(result.text.isEmpty)
    #expect(result.errors.split(separator: "\n").count == 1, "\(result.errors)")
  }

  /// A process whose root is a folder: its files are reached below that folder, or named as missing in one line.
  @Test(.enabled(if: geteuid() == 0)) func aProcessWithARootOfItsOwn() throws {
    try Scratch.withFolder { root in
      try makeRoot(root)
      let child = try ChildProcess(
        ["/usr/sbin/chroot", root.path, "/static_locals"], environment: [:])
      var address = "0x1000"
      while let line = try child.readLine(before: Deadline(seconds: 60)), line != "ready" {
        guard line.contains("\"symbol\":\"ticks\""), let json = line.removing(prefix: "truth ")
        else { continue }
        address = try JSONValue.object(of: json)["address"]?.string ?? address
      }
      let result = try run([BuildFolder.scry, "what", "--json", "\(child.pid)", address])
      #expect(result.status == .exited(0), "\(result.errors)")
      #expect(result.errors.split(separator: "\n").count <= 1, "\(result.errors)")
      let answer = JSONValue.object(try JSONValue.object(of: result.text))
      #expect(answer.member("allocator") == .text("static"))
      #expect(answer.member("symbol") == .text("ticks"))
    }
  }

  /// Copies a program and what it is linked with.
  private func makeRoot(_ root: URL) throws {
    let program = TargetProgram(name: "static_locals", flavour: "gcc-O0").path
    _ = try run(["/bin/cp", program, root.appending(path: "static_locals").path])
    for library in ["/lib/x86_64-linux-gnu/libc.so.6", "/lib64/ld-linux-x86-64.so.2"] {
      let copy = root.appending(path: library)
      try FileManager.default.createDirectory(
        at: copy.deletingLastPathComponent(), withIntermediateDirectories: true)
      let real = URL(fileURLWithPath: library).resolvingSymlinksInPath()
      try FileManager.default.copyItem(at: real, to: copy)
    }
  }

  @Test(arguments: [
    ["what"], ["what", "--bogus", "1"], ["print", "1"], ["nonsense"], ["run"],
  ])
  func wrongUsage(_ arguments: [String]) throws {
    let result = try run([BuildFolder.scry] + arguments)
    #expect(result.status == .exited(2), "\(arguments): \(result.status) \(result.errors)")
    #expect(result.text.isEmpty)
    #expect(!result.errors.isEmpty)
  }

  /// One question that leads nowhere does not take the answers from the others.
  @Test func theOtherQuestionsAreAnswered() throws {
    let program = TargetProgram(name: "static_locals", flavour: "gcc-O0")
    let child = try ChildProcess([program.path], environment: Scratch.environment)
    while let line = try child.readLine(before: Deadline(seconds: 60)), line != "ready" {}
    let result = try run([BuildFolder.scry, "what", "\(child.pid)", "no_such_name", "main"])
    #expect(result.status == .exited(1), "\(result.errors)")
    #expect(result.text.contains("function main"))
    #expect(result.errors.contains("no_such_name"))
  }

  /// A process that ends between two questions: no answer is made of what is left.
  @Test func aProcessThatEndsMeanwhile() throws {
    let child = try ChildProcess(["/bin/sleep", "600"], environment: [:])
    let questions = "(echo 0x10; sleep 1; kill -9 \(child.pid); sleep 1; echo 0x20)"
    let result = try run(
      ["/bin/sh", "-c", "\(questions) | \(BuildFolder.scry) what \(child.pid) -"])
    #expect(result.status == .exited(3), "\(result.errors)")
    #expect(result.text.contains("0x10") && !result.text.contains("0x20"))
    #expect(result.errors.contains("ended"))
  }

  /// What an expert asks of a symbol alone: nothing is shown of it without a type.
  @Test func aVariableWithoutDebugInformation() throws {
    try Scratch.withFolder { folder in
      let program = folder.appending(path: "bare").path
      let source = folder.appending(path: "bare.c")
      try
        "#include <unistd.h>\nint lonely = 5; int main(void) { write(1, \"ready\\n\", 6); pause(); }"
        .write(to: source, atomically: true, encoding: .utf8)
      _ = try run(["/usr/bin/cc", "-w", source.path, "-o", program])
      let child = try ChildProcess([program], environment: Scratch.environment)
      while let line = try child.readLine(before: Deadline(seconds: 60)), line != "ready" {}
      let result = try run([BuildFolder.scry, "print", "\(child.pid)", "lonely", "(int)lonely"])
      #expect(result.status == .exited(1), "\(result.text)")
      #expect(result.text == "(int)lonely = 5\n")
      #expect(result.errors.contains("cast it"))
    }
  }

  /// The agent says why it does not work, and the commands pass it on.
  @Test func aProgramUnderASanitizer() throws {
    try Scratch.withFolder { folder in
      let program = folder.appending(path: "sanitized").path
      let source = folder.appending(path: "sanitized.c")
      try "#include <unistd.h>\nint main(void) { write(1, \"ready\\n\", 6); pause(); }"
        .write(to: source, atomically: true, encoding: .utf8)
      _ = try run(["/usr/bin/cc", "-w", "-fsanitize=address", source.path, "-o", program])
      let child = try ChildProcess(
        [BuildFolder.scry, "run", "--", program], environment: Scratch.environment)
      while let line = try child.readLine(before: Deadline(seconds: 60)), line != "ready" {}
      let result = try run([BuildFolder.scry, "types", "\(child.pid)"])
      #expect(result.status == .exited(1) && result.text.isEmpty)
      #expect(result.errors.contains("sanitizer"), "\(result.errors)")
    }
  }

  @Test func aFolderIsNoFile() throws {
    let result = try run([BuildFolder.scry, "meta", "/tmp"])
    #expect(result.status == .exited(3))
    #expect(result.errors == "scry: '/tmp' is not a regular file\n")
  }

  /// Without the agent, static data is known and a heap address says why it is not.
  @Test func aProcessWithoutTheAgent() throws {
    let program = TargetProgram(name: "calloc_table", flavour: "gcc-O0")
    let child = try ChildProcess([program.path], environment: Scratch.environment)
    var addresses: [String] = []
    while let line = try child.readLine(before: Deadline(seconds: 60)), line != "ready" {
      guard let json = line.removing(prefix: "truth ") else { continue }
      addresses += [try JSONValue.object(of: json)["address"]?.string].compactMap { $0 }
    }
    let result = try run([BuildFolder.scry, "what", "--json", "\(child.pid)"] + addresses)
    for line in result.text.split(separator: "\n") {
      let answer = JSONValue.object(try JSONValue.object(of: String(line)))
      #expect(answer.member("type") == nil)
      #expect(answer.member("note") != nil, "\(answer)")
    }
    #expect(result.text.split(separator: "\n").count == addresses.count, "\(result.errors)")
  }
}

/// The letter of a process's state (proc(5), `/proc/PID/stat`).
func state(of pid: pid_t) -> String? {
  let text = try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)
  return text?.split(separator: ")").last?.split(separator: " ").first.map(String.init)
}

/// A process that the kernel's thread starter (pid 2) made, if this process can see one.
private let kernelThread: Int? = {
  let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
  return processes.compactMap { Int($0) }.first { pid in
    let status = (try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)) ?? ""
    return status.contains("\nPPid:\t2\n") || status.contains("\nKthread:\t1\n")
  }
}()
