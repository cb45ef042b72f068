// Expressions and sets of calls, as a person or a script gives them.

import CoreFiles
import Foundation
import Inspection
import Primitives
import Rendering
import Synchronization
import TargetMemory
import TestSupport
import Tracing

/// C's expressions, over the memory and the types of a small program that died.
enum ExpressionDriver: FuzzDriver {
  static let name = "expression"

  private static let expressions = [
    "*head->next", "(struct node *)head", "first.value + 3 * (long)head / 2 - 7 % 4",
    "head->value << 3 & 0x7f | ~1", "&first.next", "sizeof(struct node) * 2",
    "\"abc\\x41\\n\"[1] == 'b' && !0 || first.value > -1.5e3", "*(unsigned char (*)[16])head",
    "((struct node *)&first)[0].next == head", "fail", "(char)(short)-300 ? 0377 : 0xFFull",
  ]

  static func makeSeeds(in workspace: Workspace) throws -> [FuzzSeed] {
    let cores = try CoreDriver.makeSeeds(in: workspace)
    guard let core = cores.first(where: { $0.name.hasPrefix("saved") }) else { return [] }
    try Data(core.bytes).write(to: workspace.url.appending(path: coreName))
    return expressions.enumerated().map { number, text in
      let bytes = Array(text.utf8)
      return FuzzSeed("\(number)", bytes, places: [0..<bytes.count])
    }
  }

  private static let coreName = "expression.core"

  /// Of the worker's only core.
  private static let kept = Mutex<InspectorScope?>(nil)

  private static func scope(in folder: URL) -> InspectorScope? {
    kept.withLock { kept in
      if kept == nil, let core = try? CoreTarget.open(path: folder.appending(path: coreName).path),
        let inspector = try? Inspector(target: core, metadata: BuiltTables.shared, threads: core)
      {
        kept = InspectorScope(inspector)
      }
      return kept
    }
  }

  static func run(_ input: FuzzInput) -> Bool {
    guard let scope = scope(in: input.folder) else { return false }
    let evaluator = ExpressionEvaluator(scope: scope)
    let text = Array(input.bytes)
    _ = try? evaluator.address(text)
    guard let value = try? evaluator.evaluate(text) else { return false }
    _ = ValueText(width: 80).text(of: ViewBuilder.view(of: value, in: scope)).plain
    return true
  }
}

/// `-e trace=` and its kin.
enum CallSetDriver: FuzzDriver {
  static let name = "calls"

  private static let sets = [
    "open,openat,?nosuch,/^get.*id$", "!%file,%network,%desc,%memory,%process,%signal,%ipc",
    "all", "none", "%stat,%lstat,%fstat,%statfs,%clock,%creds,%pure", "read@64,write@32,futex@x32",
    "0,1,231,/(read|write)v?$",
  ]

  static func makeSeeds(in workspace: Workspace) throws -> [FuzzSeed] {
    sets.enumerated().map { number, text in
      let bytes = Array(text.utf8)
      return FuzzSeed("\(number)", bytes, places: [0..<bytes.count])
    }
  }

  static func run(_ input: FuzzInput) -> Bool {
    (try? CallChoice(parsing: String(decoding: input.bytes, as: UTF8.self))) != nil
  }
}
