// What the user declares of functions, put into what the interpretation found of them.

import DebugInfo

/// Completes summaries by declarations, before it is searched which functions hand blocks on.
struct DeclaredFlow {
  let declarations: ModuleDeclarations
  let known: @Sendable (Callee) -> KnownFunction?

  /// Makes a declared function hand on what its declaration says, by the block that its code is seen to hand on, or, where the code
  /// does not show which one, by every call that may allocate.
  func apply(to summary: inout FunctionSummary) {
    for declaration in declarations.declarations(at: summary.entry) {
      switch declaration.kind {
      case .wrapper: handOn(&summary, parameter: nil, offset: 0)
      case .header(_, let bytes): handOn(&summary, parameter: nil, offset: Int64(bytes))
      case .outParameter(_, let register): handOn(&summary, parameter: register, offset: 0)
      case .arena, .select, .type, .free: continue
      }
    }
  }

  private func handOn(_ summary: inout FunctionSummary, parameter: Int?, offset: Int64) {
    let seen = summary.departures.filter { $0.parameter == parameter }
    let subjects = seen.isEmpty ? mayAllocate(summary) : Set(seen.map(\.subject))
    summary.departures.subtract(seen)
    for subject in subjects {
      summary.departures.insert(
        Departure(subject: subject, offset: offset, parameter: parameter))
    }
    // The caller's word counts; what stands before the pointer that it gets is the header's.
    summary.observations = summary.observations.filter {
      !subjects.contains($0.subject) || $0.offset < offset
    }
  }

  private func mayAllocate(_ summary: FunctionSummary) -> Set<Subject> {
    var certain: Set<Subject> = []
    var possible: Set<Subject> = []
    for (number, call) in summary.calls.enumerated() where !call.isTailCall {
      switch known(call.callee)?.effect {
      case .allocates: certain.insert(Subject(call: number))
      case .allocatesThrough(let parameter, _):
        certain.insert(Subject(call: number, parameter: parameter))
      case .returnsArgument, .ignores, .stops: continue
      case nil: possible.insert(Subject(call: number))
      }
    }
    return certain.isEmpty ? possible : certain
  }
}
