// References and paths: what a program says of its own pointers, what gdb finds in its memory, and what its core says.

import Foundation
import TestSupport
import Testing

/// What the program of these tests prints.
private struct Holders {
  let process: ChildProcess
  let pid: Int
  /// Object to address.
  var objects: [String: String] = [:]
  /// Object to the places that point at it, with the evidence.
  var references: [String: [String: String]] = [:]
  var paths: [String: [String]] = [:]
  var leaked: [String] = []

  init(in workspace: Workspace, _ compiler: String, _ options: [String]) throws {
    let source = BuildFolder.package.appending(path: "Tests/ProgramTests/References/holders.c").path
    let program = try workspace.compile([source], with: compiler, ["-g", "-pthread"] + options)
    process = try ChildProcess(
      [BuildFolder.scry, "run", "--", program], environment: Scratch.environment)
    pid = Int(process.pid)
    let deadline = Deadline(seconds: 120)
    while let line = try process.readLine(before: deadline), line != "ready" {
      let words = line.split(separator: " ").map(String.init)
      switch words.first {
      case "object": objects[words[1]] = words[2]
      case "refers": references[words[1], default: [:]][words[2]] = words[3]
      case "path": paths[words[1]] = Array(words.dropFirst(2))
      case "leaked": leaked.append(words[1])
      default: break
      }
    }
    try #require(objects.count == 6, "\(process.errorText)")
  }
}

@Suite struct ReferenceTests {
  private func ask(_ words: [String]) throws -> [[String: JSONValue]] {
    let result = try run([BuildFolder.scry] + words + ["--json"])
    return try result.text.split(separator: "\n").map { try JSONValue.object(of: String($0)) }
  }

  @Test(arguments: ["gcc", "clang"], ["-O0", "-O2"])
  func everyPointerIsFound(compiler: String, level: String) throws {
    let workspace = try Workspace()
    let holders = try Holders(in: workspace, compiler, [level])
    for (name, address) in holders.objects {
      let found = try ask(["refs", "\(holders.pid)", address])
      for (place, evidence) in holders.references[name] ?? [:] {
        let reference = found.first { $0["address"]?.string == place }
        #expect(reference?["evidence"]?.string == evidence, "\(name) at \(place)")
      }
      // Beyond those the program knows of only what is left over in registers and on stacks.
      for reference in found where reference["evidence"]?.string == "declared" {
        let place = reference["address"]?.string ?? ""
        let isKnown = holders.references[name]?[place] != nil
        #expect(isKnown || reference["root"]?.string == "stack variable", "\(name): \(reference)")
      }
    }
  }

  @Test(arguments: ["gcc", "clang"])
  func pathsAreTheShortest(compiler: String) throws {
    let workspace = try Workspace()
    let holders = try Holders(in: workspace, compiler, ["-O2"])
    for (name, places) in holders.paths {
      let address = try #require(holders.objects[name])
      let answer = try #require(try ask(["roots", "\(holders.pid)", address]).first)
      guard case .list(let steps)? = answer["path"] else {
        Issue.record("\(name): \(answer)")
        continue
      }
      let path = steps.map { $0.member("address")?.string ?? "" }
      // A copy that a register or a stack happens to have left makes a path shorter, never longer.
      #expect(path == places || path.count < places.count, "\(name): \(answer)")
    }
    let stack = try #require(holders.objects["stackLeaf"])
    let answer = try #require(try ask(["roots", "\(holders.pid)", stack]).first)
    #expect(answer["isReachable"] == .bool(true))
  }

  /// Of a long path the middle is left out.
  @Test func pathsAreCut() throws {
    let workspace = try Workspace()
    let holders = try Holders(in: workspace, "gcc", ["-O0"])
    let far = try #require(holders.objects["far"])
    let pid = "\(holders.pid)"
    let whole = try #require(try ask(["roots", pid, far]).first)
    let short = try #require(try ask(["roots", "--limit", "1", pid, far]).first)
    guard case .list(let all)? = whole["path"], case .list(let cut)? = short["path"] else {
      Issue.record("\(whole) \(short)")
      return
    }
    #expect(cut.first == all.first)
    #expect(all.count == 1 || cut.last?.member("omitted") == .integer(all.count - 1))
  }

  /// What a core says is what the process said, text and JSON.
  @Test func coresAnswerLikeTheLiving() throws {
    let workspace = try Workspace()
    let holders = try Holders(in: workspace, "gcc", ["-O1"])
    let core = workspace.path("core")
    let saved = try run([BuildFolder.scry, "save", "\(holders.pid)", "-o", core])
    #expect(saved.status == .exited(0), "\(saved.errors)")
    for (_, address) in holders.objects {
      for command in ["refs", "roots"] {
        let living = try run([BuildFolder.scry, command, "\(holders.pid)", address])
        let dead = try run([BuildFolder.scry, command, core, address])
        #expect(living.text == dead.text)
        #expect(living.status == dead.status)
      }
    }
  }

  /// gdb's `find` sees every word; what it sees and Scry does not is in nobody's memory.
  @Test(.enabled(if: Tool.exists("gdb"))) func gdbFindsTheSameWords() throws {
    let workspace = try Workspace()
    let holders = try Holders(in: workspace, "gcc", ["-O0"])
    let core = workspace.path("core")
    _ = try run([BuildFolder.scry, "save", "\(holders.pid)", "-o", core])
    let maps = try String(contentsOfFile: "/proc/\(holders.pid)/maps", encoding: .utf8)
    let written = maps.split(separator: "\n").filter {
      $0.contains(" rw") && !$0.hasPrefix("1000") && !$0.contains("[v")
    }.map { $0.split(separator: " ")[0].split(separator: "-") }
    for name in ["far", "near", "cycle", "lost"] {
      let address = try #require(holders.objects[name])
      let words = written.flatMap {
        ["-ex", "find /g 0x\($0[0]), 0x\($0[1])-8, (unsigned long)\(address)"]
      }
      let gdb = try Tool.run(["gdb", "-batch", "-nx", "-core", core] + words)
      let seen = Set(
        gdb.output.matches(of: /(?m)^(0x[0-9a-f]+)/).map { String($0.1) }
          .filter { $0.hasSuffix("0") || $0.hasSuffix("8") })
      let found = Set(
        try ask(["refs", "--exact", core, address]).compactMap { $0["address"]?.string })
      #expect(found.isSubset(of: seen), "\(name): \(found.subtracting(seen))")
      for place in seen.subtracting(found).sorted() {
        let answer = try #require(try ask(["what", core, place]).first)
        let isUnused =
          ["freed", "free", "unknown"].contains(answer["state"]?.string)
          || answer["allocator"]?.string == "stack" || answer["allocator"]?.string == "none"
        #expect(isUnused, "\(name): \(answer)")
      }
    }
  }

  @Test func whatNothingLeadsToIsLeaked() throws {
    let workspace = try Workspace()
    let holders = try Holders(in: workspace, "gcc", ["-O2"])
    for name in holders.leaked {
      let address = try #require(holders.objects[name])
      let refs = try ask(["refs", "--declared", "\(holders.pid)", address])
      #expect(refs.count == holders.references[name]?.count ?? 0, "\(name): \(refs)")
    }
    let nobody = try run([BuildFolder.scry, "refs", "\(holders.pid)", "0x10"])
    #expect(nobody.status == .exited(1))
    #expect(nobody.text.contains("nothing points at it"))
    let wrong = try run([BuildFolder.scry, "roots", "\(holders.pid)", "no such thing"])
    #expect(wrong.status == .exited(2))
  }
}
