// The JSON that the commands print has the keys that Documentation/JSON.md names, and no others.

import Foundation
import TestSupport
import Testing

@Suite struct JSONShapeTests {
  private static let questions: [[String]] = [
    ["what", "PID", "stock", "&stock->of", "sold", "shelves", "main", "0x10", "note"],
    ["print", "--depth", "3", "PID", "stock", "shelves", "counts[0]@40", "restock", "sold", "1.5"],
    ["types", "PID"], ["sites", "PID"], ["objects", "--freed", "--frames", "PID"],
    ["allocators", "PID"], ["doctor", "PID"], ["themes"],
    ["refs", "PID", "stock"], ["roots", "PID", "stock->next"], ["roots", "PID", "stock"],
    ["stack", "--locals", "--registers", "PID"], ["core", "CORE"], ["save", "PID", "-o", "CORE"],
    ["meta", "FILE"], ["meta", "--types", "FILE"], ["meta", "--sites", "FILE"],
  ]

  @Test(arguments: questions) func keysAreDocumented(_ words: [String]) throws {
    try Scratch.withFolder { folder in
      let program = TargetProgram(name: "inventory", flavour: "gcc-O0")
      let target = try program.start()
      let pid = try #require(target.truths.first).pid
      let core = folder.appending(path: "core").path
      if words[0] == "core" {
        let saved = try run([BuildFolder.scry, "save", "\(pid)", "-o", core])
        try #require(saved.status == .exited(0), "\(saved.errors)")
      }
      let places = ["PID": "\(pid)", "FILE": program.path, "CORE": core]
      let result = try run([BuildFolder.scry] + words.map { places[$0] ?? $0 } + ["--json"])
      try expectDocumented(result, command: words[0])
    }
  }

  private func expectDocumented(_ result: CommandResult, command: String) throws {
    let documented = try Self.documented(command)
    let lines = result.text.split(separator: "\n")
    try #require(!lines.isEmpty, "\(result.errors)")
    for line in lines {
      let value = JSONValue.object(try JSONValue.object(of: String(line)))
      let keys = value.allKeys
      #expect(keys.isSubset(of: documented), "\(keys.subtracting(documented)): \(line)")
      #expect(!value.hasNull, "\(line)")
      #expect(value.addresses.allSatisfy { $0.wholeMatch(of: /0x(0|[1-9a-f][0-9a-f]*)/) != nil })
    }
  }

  /// Sections whose keys are used by other commands too.
  private static let shared = [
    "roots": ["scry what", "scry refs"], "sites": [], "stack": ["scry print"],
    "core": ["scry what", "scry print", "scry stack"],
  ]

  /// What stands between backquotes in a command's section and in those that hold for it too.
  private static func documented(_ command: String) throws -> Set<String> {
    let file = BuildFolder.package.appending(path: "Documentation/JSON.md")
    let sections = try String(contentsOf: file, encoding: .utf8).split(separator: "\n## ")
    let wanted = ["scry \(command)", "Conventions"] + (shared[command] ?? ["scry what"])
    let text = sections.filter { section in wanted.contains { section.hasPrefix($0) } }.joined()
    return Set(text.matches(of: /`([A-Za-z]+)`/).map { String($0.1) })
  }
}

extension JSONValue {
  private var children: [JSONValue] {
    switch self {
    case .list(let values): values
    case .object(let members): Array(members.values)
    default: []
    }
  }

  /// The keys of this object and of all in it, without the names of registers.
  fileprivate var allKeys: Set<String> {
    guard case .object(let members) = self else {
      return children.reduce(into: []) { $0.formUnion($1.allKeys) }
    }
    return members.reduce(into: Set(members.keys)) { keys, member in
      let inner = member.key == "registers" ? member.value.children : [member.value]
      keys.formUnion(inner.flatMap(\.allKeys))
    }
  }

  fileprivate var hasNull: Bool { self == .null || children.contains(where: \.hasNull) }

  /// The values of the keys that hold addresses.
  fileprivate var addresses: [String] {
    var own: [String] = []
    if case .object(let members) = self {
      own = ["address", "base", "start", "end"].compactMap { members[$0]?.string }
    }
    return children.reduce(own) { $0 + $1.addresses }
  }
}
