// Why the agent does not work in a program, and what its tables lack.

import AgentIndex
import Inspection
import Rendering

extension AgentStatus.Activity {
  /// A clause.
  var text: String {
    switch self {
    case .starting: "it is starting"
    case .running: "it works"
    case .stopped(let reason): AgentStop(reason).text
    }
  }
}

extension AgentStatus.Gaps {
  private static let clauses: [(AgentStatus.Gaps, String)] = [
    (.sites, "later sites are unknown"), (.bigBlocks, "some large blocks are missing"),
    (.regions, "some mappings are missing"), (.modules, "some modules are missing"),
    (.threads, "some threads are missing"), (.pools, "some pools are missing"),
    (.generations, "some generations are retired"), (.events, "some events were not recorded"),
    (.unaligned, "unaligned blocks are missing"), (.metadata, "a table of types was refused"),
    (.strings, "some names are missing"),
  ]

  /// Clauses with commas between.
  var text: String {
    Self.clauses.filter { contains($0.0) }.map(\.1).joined(separator: ", ")
  }
}
