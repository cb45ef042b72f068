// The living and the dead: what Scry says of a running program it says of its cores, whoever wrote them.

import Foundation
import TestSupport
import Testing

/// A program, stopped at its truth, and the cores that were made of it, by who made them.
private struct Dead {
  let truths: [Truth]
  let cores: [(maker: String, path: String)]
  /// What Scry said of every address while the program lived.
  let living: [String]
}

@Suite(.serialized) struct DeadTargetTests {
  static let programs = [
    "threads", "list_void", "static_locals", "thread_locals", "freed", "pool_registered",
    "containers_map", "wrapper_shared", "code_and_vdso", "mapped", "alternate_stack",
    "virtual_inheritance",
  ]

  static let flavours = TargetProgram.all.filter {
    programs.contains($0.name) && ["gcc-O2", "clang-O0"].contains($0.flavour)
  }

  @Test(arguments: flavours)
  func allCoresAnswerLikeTheLiving(_ program: TargetProgram) throws {
    try Scratch.withFolder { folder in
      let dead = try kill(program, in: folder)
      for (maker, path) in dead.cores {
        let answers = try ask(path, dead.truths.map(\.address))
        try expectSame(answers, dead, maker, program)
      }
    }
  }

  /// The lists of the whole heap, and objects taken apart.
  @Test(arguments: flavours.filter { ["threads", "containers_map"].contains($0.name) })
  func listsAndObjectsAreThoseOfTheLiving(_ program: TargetProgram) throws {
    try Scratch.withFolder { folder in
      var living: [[String]: String] = [:]
      let dead = try kill(program, in: folder) { pid, truths in
        for command in Self.lists(truths) { living[command] = try list(command, of: "\(pid)") }
      }
      for (maker, path) in dead.cores {
        // Others' cores do not name threads, and gdb's have other mappings.
        for command in Self.lists(dead.truths) where maker == "scry" || command != ["allocators"] {
          let answer = try list(command, of: path)
          #expect(answer == living[command], "\(program.testDescription), \(maker), \(command)")
        }
      }
    }
  }

  private static let stackPrograms = TargetProgram.all.filter {
    ["threads", "alternate_stack", "containers_map", "stack_variables", "coroutine_stacks"]
      .contains($0.name) && ["gcc-O2", "clang-O0"].contains($0.flavour)
  }

  /// Every thread's frames and variables; a core lacks the states of threads, and others' cores their names.
  @Test(arguments: stackPrograms)
  func stacksAreThoseOfTheLiving(_ program: TargetProgram) throws {
    try Scratch.withFolder { folder in
      var living: [[String: JSONValue]] = []
      let dead = try kill(program, in: folder) { pid, _ in living = try stacks(of: "\(pid)") }
      #expect(!living.isEmpty)
      for (maker, path) in dead.cores {
        let answers = try stacks(of: path)
        #expect(answers.count == living.count, "\(program.testDescription), \(maker)")
        for (answer, living) in zip(answers, living) where answer != living {
          let name =
            "\(program.testDescription), \(maker), thread \(living["thread"]?.description ?? "")"
          Issue.record(
            "\(name): \(JSONValue.object(living).firstDifference(from: .object(answer)))")
        }
      }
    }
  }

  private func stacks(of target: String) throws -> [[String: JSONValue]] {
    let result = try run([BuildFolder.scry, "stack", "--json", "--locals", "--registers", target])
    try #require(result.status == .exited(0), "\(result.errors)")
    return try result.text.split(separator: "\n").map { line in
      var thread = try JSONValue.object(of: String(line))
      (thread["state"], thread["name"]) = (nil, nil)
      return thread
    }
  }

  private static func lists(_ truths: [Truth]) -> [[String]] {
    let typed = truths.prefix(3).compactMap { truth in
      truth.facts["type"]?.string.map {
        "*(\($0) *)\(truth.facts["base"]?.string ?? truth.address)"
      }
    }
    return [["types"], ["sites"], ["objects"], ["allocators"]] + typed.map { ["print", $0] }
  }

  private func list(_ command: [String], of target: String) throws -> String {
    let words = [BuildFolder.scry, command[0], "--json", target] + command.dropFirst()
    let result = try run(words)
    #expect(result.status == .exited(0) || command[0] == "print", "\(words): \(result.errors)")
    return result.text
  }

  /// The program and its cache are out of reach: the tables in the core alone must answer for the heap.
  @Test(arguments: flavours.filter { ["threads", "list_void", "freed"].contains($0.name) })
  func theHeapIsKnownWithoutAnyFile(_ program: TargetProgram) throws {
    try Scratch.withFolder { folder in
      let dead = try kill(program, in: folder, copied: true)
      try FileManager.default.removeItem(at: folder.appending(path: "moved"))
      let cache = folder.appending(path: "empty").path
      let environment = Scratch.environment.merging(["XDG_CACHE_HOME": cache]) { $1 }
      for (maker, path) in dead.cores {
        let answers = try ask(path, dead.truths.map(\.address), environment)
        let heap = zip(dead.living, zip(answers, dead.truths)).filter {
          $0.0.contains("\"malloc\"")
        }
        #expect(!heap.isEmpty)
        for (living, (answer, truth)) in heap {
          let living = try JSONValue.object(of: living)
          let answer = try JSONValue.object(of: answer)
          #expect(living == answer, "\(program.testDescription), \(maker), \(truth.address)")
        }
      }
    }
  }

  private func expectSame(
    _ answers: [String], _ dead: Dead, _ maker: String, _ program: TargetProgram
  ) throws {
    try #require(answers.count == dead.living.count, "\(program.testDescription), \(maker)")
    for (answer, living) in zip(answers, dead.living) where answer != living {
      let answer = try JSONValue.object(of: answer)
      let living = try JSONValue.object(of: living)
      let differing = Set(answer.keys).union(living.keys).filter { answer[$0] != living[$0] }
      let unexplained = differing.subtracting(Self.explained(living, maker))
      #expect(unexplained.isEmpty, "\(program.testDescription), \(maker): \(answer) \(living)")
    }
  }

  /// Keys that a maker of cores may change (Documentation/LIMITS.md, "Cores").
  private static func explained(_ living: [String: JSONValue], _ maker: String) -> Set<String> {
    let permissions = living["region"]?.member("permissions")?.string
    return switch maker {
    // gdb writes memory without access as readable, and leaves mappings out that it does not save.
    case "gcore": permissions == "---p" ? ["region", "note"] : permissions == nil ? ["note"] : []
    // The kernel leaves out what was never written to, and does not say so.
    case "kernel": living["allocator"]?.string == "mmap" ? ["note"] : []
    default: []
    }
  }

  /// Runs a program up to its truth, asks it everything, and has cores made: Scry's, gdb's, and at last the kernel's.
  private func kill(
    _ program: TargetProgram, in folder: URL, copied: Bool = false,
    asking question: (Int, [Truth]) throws -> Void = { _, _ in }
  ) throws -> Dead {
    let target = try start(program, in: folder, copied: copied)
    let pid = try #require(target.truths.first?.pid)
    let truths = target.truths.filter { $0.pid == pid }
    let living = try ask("\(pid)", truths.map(\.address))
    try question(pid, truths)
    var cores = [("scry", folder.appending(path: "scry.core").path)]
    let saved = try run([BuildFolder.scry, "save", "\(pid)", "-o", cores[0].1])
    try #require(saved.status == .exited(0), "\(saved.errors)")
    if Tool.exists("gcore") {
      try Tool.require(["gcore", "-o", folder.appending(path: "gdb").path, "\(pid)"])
      cores.append(("gcore", folder.appending(path: "gdb.\(pid)").path))
    }
    if KernelCores.areWrittenHere {
      try Tool.require(["prlimit", "--core=unlimited", "--pid", "\(pid)"])
      Foundation.kill(pid_t(pid), SIGABRT)
      _ = try target.process.wait(before: Deadline(seconds: 60))
      if let core = KernelCores.find(in: folder, pid: pid) { cores.append(("kernel", core)) }
      #expect(cores.last?.0 == "kernel")
    }
    return Dead(truths: truths, cores: cores, living: living)
  }

  private func start(
    _ program: TargetProgram, in folder: URL, copied: Bool
  ) throws -> RunningTarget {
    var place = program.path
    if copied {
      let moved = folder.appending(path: "moved")
      try FileManager.default.createDirectory(at: moved, withIntermediateDirectories: true)
      place = moved.appending(path: program.name).path
      try FileManager.default.copyItem(atPath: program.path, toPath: place)
    }
    return try program.start(at: place, folder: folder)
  }

  private func ask(
    _ target: String, _ addresses: [String],
    _ environment: [String: String] = Scratch.environment
  ) throws -> [String] {
    let result = try run(
      [BuildFolder.scry, "what", "--json", target] + addresses, environment: environment)
    #expect(result.status == .exited(0) || result.status == .exited(1), "\(result.errors)")
    return result.text.split(separator: "\n").map(String.init)
  }
}

/// Cores that the kernel writes into the dying process's own folder.
enum KernelCores {
  /// `RLIMIT_CORE` of <bits/resource.h>.
  private static let coreLimit: UInt32 = 4

  /// Elsewhere a program takes them (systemd-coredump), or none are allowed.
  static let areWrittenHere: Bool = {
    let pattern = try? String(contentsOfFile: "/proc/sys/kernel/core_pattern", encoding: .utf8)
    var limit = rlimit()
    guard let pattern, !pattern.hasPrefix("|"), !pattern.hasPrefix("/"),
      getrlimit(__rlimit_resource_t(coreLimit), &limit) == 0
    else { return false }
    return limit.rlim_max > 1 << 30 && Tool.exists("prlimit")
  }()

  /// The core of a process, by the names that usual patterns give it.
  static func find(in folder: URL, pid: Int) -> String? {
    ["core", "core.\(pid)"].map { folder.appending(path: $0).path }
      .first { FileManager.default.fileExists(atPath: $0) }
  }
}
