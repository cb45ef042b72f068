// Why the agent does not work in a program, and what its tables lack.

import AgentIndex

extension AgentStatus.Activity {
  /// A clause.
  var text: String {
    switch self {
    case .starting: "it is starting"
    case .running: "it works"
    case .stopped(let reason):
      reason?.text ?? "it stopped for a reason that this scry does not know"
    }
  }
}

extension AgentStatus.Reason {
  /// A clause.
  fileprivate var text: String {
    switch self {
    case .none: "it has not said why"
    case .sanitizer: "a sanitizer owns the program's address space"
    case .secure: "the program gained privileges when it was run"
    case .addressLimit: "`ulimit -v` leaves too little address space"
    case .reservation: "the kernel refused it address space"
    case .indexSpace: "its reserved memory is full; earlier blocks are still followed"
    case .foreignMalloc: "the program has a malloc of its own that does not pass through the agent"
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
