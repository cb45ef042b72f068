// `scry save`: a core that gdb opens, all or nothing, and a process that goes on as if nothing had been.

import Foundation
import TestSupport
import Testing

@Suite(.serialized) struct SaveTests {
  private let program = TargetProgram(name: "threads", flavour: "gcc-O2")

  private func save(_ target: RunningTarget, to path: String) throws -> [String: JSONValue] {
    let pid = try #require(target.truths.first?.pid)
    let result = try run([BuildFolder.scry, "save", "--json", "\(pid)", "-o", path])
    try #require(result.status == .exited(0), "\(result.errors)")
    return try JSONValue.object(of: result.text)
  }

  private func expectRightEnd(_ target: RunningTarget) throws {
    target.process.closeInput()
    #expect(try target.process.wait(before: Deadline(seconds: 60)) == .exited(0))
  }

  @Test func theCoreHasHolesAndTheProcessGoesOn() throws {
    try Scratch.withFolder { folder in
      let target = try program.start()
      let path = folder.appending(path: "core").path
      let saved = try save(target, to: path)
      #expect(saved["threads"] == .integer(5))
      let attributes = try FileManager.default.attributesOfItem(atPath: path)
      #expect(attributes[.size] as? Int == saved["size"]?.integer)
      #expect(try #require(saved["sizeOnDisk"]?.integer) < 8 << 20)
      // One that exists is replaced.
      _ = try save(target, to: path)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["core"])
      try expectRightEnd(target)
    }
  }

  @Test(.enabled(if: Tool.exists("gdb"))) func gdbSeesThreadsFramesAndMappings() throws {
    try Scratch.withFolder { folder in
      let target = try program.start()
      let path = folder.appending(path: "core").path
      _ = try save(target, to: path)
      let output = try Tool.require([
        "gdb", "-batch", "-ex", "info threads", "-ex", "thread apply all bt", "-ex",
        "info proc mappings", program.path, path,
      ])
      let ids = Set(target.truths.compactMap { $0.facts["thread"]?.integer })
      #expect(ids.count == 5)
      for id in ids { #expect(output.contains("LWP \(id)"), "\(id)") }
      #expect(output.contains("in main ("))
      #expect(output.components(separatedBy: "in work (").count >= 5)
      #expect(output.contains("libc.so.6"))
      #expect(!output.contains("Cannot access memory"))
    }
  }

  @Test func whatCannotBeWrittenLeavesNothing() throws {
    try Scratch.withFolder { folder in
      let target = try program.start()
      let pid = try #require(target.truths.first?.pid)
      let path = folder.appending(path: "core").path
      // As a full disk: writes beyond 100 KiB fail.
      let command = "trap '' XFSZ; ulimit -f 100; exec \"$@\""
      let result = try run([
        "/bin/sh", "-c", command, "sh", BuildFolder.scry, "save", "\(pid)", "-o", path,
      ])
      #expect(result.status == .exited(3))
      #expect(result.errors.contains("cannot be written"))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
      let missing = try run([BuildFolder.scry, "save", "\(pid)", "-o", path + "/none/core"])
      #expect(missing.status == .exited(3))
      try expectRightEnd(target)
    }
  }

  @Test(arguments: [SIGTERM, SIGINT, SIGKILL])
  func aSignalLeavesNothingHalf(_ signal: Int32) throws {
    try Scratch.withFolder { folder in
      let target = try program.start()
      let pid = try #require(target.truths.first?.pid)
      var generator = SeededGenerator(seed: UInt64(signal))
      for round in 0..<20 {
        let path = folder.appending(path: "core\(round)").path
        let saver = try ChildProcess(
          [BuildFolder.scry, "save", "\(pid)", "-o", path], environment: Scratch.environment)
        usleep(UInt32.random(in: 0..<40_000, using: &generator))
        kill(saver.pid, signal)
        let status = try saver.wait(before: Deadline(seconds: 60))
        #expect(status == .exited(0) || status == .signalled(signal))
        if status == .exited(0) {
          let asked = try run([BuildFolder.scry, "what", path, target.truths[0].address])
          #expect(asked.status == .exited(0), "\(asked.errors)")
        }
      }
      let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      #expect(names.allSatisfy { $0.hasPrefix("core") && !$0.hasSuffix(".part") }, "\(names)")
      try expectRightEnd(target)
    }
  }

  @Test(.enabled(if: KernelCores.areWrittenHere))
  func doctorSaysWhatTheFilterKeptOut() throws {
    try Scratch.withFolder { folder in
      let target = try program.start(folder: folder)
      let pid = try #require(target.truths.first?.pid)
      try "0".write(toFile: "/proc/\(pid)/coredump_filter", atomically: false, encoding: .utf8)
      try Tool.require(["prlimit", "--core=unlimited", "--pid", "\(pid)"])
      kill(pid_t(pid), SIGABRT)
      _ = try target.process.wait(before: Deadline(seconds: 60))
      let core = try #require(KernelCores.find(in: folder, pid: pid))
      let doctor = try run([BuildFolder.scry, "doctor", core])
      #expect(doctor.text.contains("the stack or the heap too"))
      #expect(doctor.text.contains("coredump_filter"))
      #expect(doctor.text.contains("ended the process"))
      let asked = try run([BuildFolder.scry, "what", core, target.truths[0].address])
      #expect(asked.text.contains("the core does not hold"), "\(asked.text)")
    }
  }
}
