// Files that are no cores, or cores that lack much: one clear line, or what is left, never a crash.

import Foundation
import TestSupport
import Testing

@Suite struct CoreRefusalTests {
  /// What a file holds, and what must be said of it.
  private static let files: [(name: String, bytes: [UInt8], words: String)] = {
    func elf(class kind: UInt8 = 2, order: UInt8 = 1, machine: [UInt8], type: UInt8 = 4) -> [UInt8]
    {
      [0x7f, 0x45, 0x4c, 0x46, kind, order, 1] + [UInt8](repeating: 0, count: 9) + [type, 0]
        + machine
        + [1, 0, 0, 0] + [UInt8](repeating: 0, count: 200)
    }
    return [
      ("empty", [], "is empty"),
      ("text", Array("hello\n".utf8), "is no core: it is not an ELF file"),
      ("short", [0x7f, 0x45, 0x4c, 0x46, 2], "is no core"),
      ("minidump", Array("MDMP".utf8) + [0x93, 0xa7, 0, 0], "is a minidump"),
      ("lz4", [0x04, 0x22, 0x4d, 0x18, 0x64], "lz4 -d"), ("bzip2", Array("BZh9".utf8), "bzip2 -d"),
      ("apport", Array("ProblemType: Crash\n".utf8), "apport-unpack"),
      ("i386", elf(class: 1, machine: [3, 0]), "is of a 32-bit program"),
      ("aarch64", elf(machine: [183, 0]), "is of another machine (ELF machine number 183)"),
      ("s390", elf(order: 2, machine: [0, 22]), "is of a big-endian machine"),
      ("object", elf(machine: [62, 0], type: 1), "is an ELF file, but no core"),
      ("headers", elf(machine: [62, 0]), "is a core without memory and threads"),
    ]
  }()

  @Test(arguments: [["core", "--summary"], ["what"], ["stack"], ["objects"]])
  func oneLineSaysWhatAFileIs(_ command: [String]) throws {
    try Scratch.withFolder { folder in
      for file in Self.files {
        let path = folder.appending(path: file.name).path
        try Data(file.bytes).write(to: URL(fileURLWithPath: path))
        try expectRefusal(command, path, file.words)
      }
      let fifo = folder.appending(path: "fifo").path
      mkfifo(fifo, 0o600)
      for path in [folder.path, fifo, "/dev/zero", "/dev/null"] {
        try expectRefusal(command, path, "is not a regular file")
      }
      try expectRefusal(command, folder.appending(path: "absent").path, "No such file or directory")
      try expectRefusal(command, "/bin/true", "is a program or a library")
    }
  }

  private func expectRefusal(_ command: [String], _ path: String, _ words: String) throws {
    let address = command == ["what"] ? ["0x1000"] : []
    let result = try run([BuildFolder.scry] + command + [path] + address, seconds: 20)
    #expect(result.status == .exited(3), "\(command) \(path)")
    #expect(result.text.isEmpty, "\(command) \(path): \(result.text)")
    #expect(result.errors.split(separator: "\n").count == 1, "\(result.errors)")
    #expect(result.errors.contains(words), "\(command) \(path): \(result.errors)")
  }

  /// Without bit 4 of `coredump_filter` a core lacks what tells files from others; the user can say which they were.
  @Test(.enabled(if: KernelCores.areWrittenHere)) func filterBitsThatLostDataAreNamed() throws {
    let workspace = try Workspace()
    let source = """
      #include <stdio.h>
      #include <stdlib.h>
      #include <unistd.h>
      int main(void) { printf("%d\\n", (int)getpid()); fflush(stdout); abort(); }
      """
    let program = try workspace.compile(source)
    for (filter, words, isReadable) in [
      ("0", "of writable memory were not saved, the stack or the heap too", false),
      ("0x1", "cannot be told to be those that died: the core lacks their first pages", true),
    ] {
      let script = "echo \(filter) > /proc/self/coredump_filter; exec '\(program)'"
      let ended = try run(
        ["prlimit", "--core=unlimited", "/bin/sh", "-c", script], folder: workspace.url)
      let pid = try #require(Int(ended.text.trimmingCharacters(in: .whitespacesAndNewlines)))
      let core = try #require(KernelCores.find(in: workspace.url, pid: pid))
      let doctor = try run([BuildFolder.scry, "doctor", core])
      #expect(doctor.text.contains(words), "\(doctor.text)")
      let shown = try run([BuildFolder.scry, "core", "--summary", core])
      #expect(shown.status == .exited(0) && shown.text.contains("#0"), "\(shown.errors)")
      #expect(!shown.text.contains("in main"))
      let told = try run(
        [BuildFolder.scry, "core", "--summary", "--exe", program, "--sysroot", "/", core])
      #expect(told.text.contains("in main") == isReadable, "\(told.text)")
      try FileManager.default.removeItem(atPath: core)
    }
  }

  /// The target's own file system, as of a container, somewhere else.
  @Test(.enabled(if: KernelCores.areWrittenHere)) func filesAreFoundBelowAnotherRoot() throws {
    let workspace = try Workspace()
    let source = """
      #include <stdio.h>
      #include <stdlib.h>
      #include <unistd.h>
      int main(void) { printf("%d\\n", (int)getpid()); fflush(stdout); abort(); }
      """
    let program = try workspace.compile(source)
    let ended = try run(["prlimit", "--core=unlimited", program], folder: workspace.url)
    let pid = try #require(Int(ended.text.trimmingCharacters(in: .whitespacesAndNewlines)))
    let core = try #require(KernelCores.find(in: workspace.url, pid: pid))
    let moved = workspace.path("root") + program
    try FileManager.default.createDirectory(
      at: URL(fileURLWithPath: moved).deletingLastPathComponent(), withIntermediateDirectories: true
    )
    try FileManager.default.moveItem(atPath: program, toPath: moved)
    // Another program in its place is not taken for it.
    _ = try workspace.compile("int main(void) { return 1; }")
    let lost = try run([BuildFolder.scry, "core", "--summary", core])
    #expect(!lost.text.contains("in main at"), "\(lost.text)")
    let found = try run(
      [BuildFolder.scry, "core", "--summary", "--sysroot", workspace.path("root"), core])
    #expect(found.text.contains("in main at"), "\(found.text)\(found.errors)")
  }
}
