// What the user declares of the places of calls: flags and candidates of sites.

import AgentLayout
import DebugInfo
import TypeModel

/// Adds to sites what declarations say of them.
struct DeclaredSites: Sendable {
  let declarations: ModuleDeclarations
  let types: TypeTable
  /// The calls that the agent has to walk out of though their blocks are not seen to leave.
  private let extent: DeclaredExtent

  init(
    _ declarations: ModuleDeclarations, _ summaries: [FunctionSummary], types: TypeTable,
    known: (Callee) -> KnownFunction?
  ) {
    self.declarations = declarations
    self.types = types
    guard declarations.hasExtents else {
      extent = DeclaredExtent()
      return
    }
    extent = DeclaredExtent(
      summaries,
      isDeclared: { summary, call in
        declarations.around(call, in: summary).contains(where: \.hasExtent)
      }, known: known)
  }

  /// Whether the agent has to walk out of a call.
  func walks(out call: CallRecord) -> Bool { extent.returnAddresses.contains(call.returnAddress) }

  /// Completes a site that is written otherwise.
  func complete(_ site: inout AllocationSite, _ call: CallRecord, in summary: FunctionSummary) {
    guard !declarations.isEmpty else { return }
    for spelling in declarations.types(atLine: site.line, of: site.file) {
      add(spelling, name: [], test: false, to: &site)
    }
    // A function that ends in a jump has no frame of its own: only the call of it tells that it ran.
    let called = declarations.declarations(of: call.callee).filter(\.isArena)
    let around = walks(out: call) ? declarations.around(call, in: summary) : []
    for declaration in called + around {
      switch declaration.kind {
      case .arena(let function): site.candidates.append(.arena(function.name))
      case .select(_, let test, let choices):
        for choice in choices {
          add(choice.type, name: SelectRule(test, choice).text, test: true, to: &site)
        }
      default: continue
      }
    }
  }

  private func add(
    _ spelling: [UInt8], name: [UInt8], test: Bool, to site: inout AllocationSite
  ) {
    let type = types.type(spelled: spelling)
    guard type != nil || test else { return }
    // A selection has to know that there is a choice whose type is not known: void stands for it.
    var candidate = TypeCandidate(
      type: type?.index ?? 0, offset: 0, strength: .declared, reason: .user)
    candidate.name = name
    candidate.order = UInt16(clamping: site.candidates.count)
    candidate.repeats = !test
    candidate.isSelected = test
    site.candidates.append(candidate)
  }
}

extension TypeCandidate {
  /// Says that a function hands out pieces of the block.
  static func arena(_ function: [UInt8]) -> TypeCandidate {
    var candidate = TypeCandidate(type: 0, offset: 0, strength: .declared, reason: .user)
    candidate.name = function
    candidate.isArena = true
    return candidate
  }
}

extension ModuleDeclarations {
  /// What is declared of the function of a call and of those inlined around it.
  func around(_ call: CallRecord, in summary: FunctionSummary) -> [AllocatorDeclaration] {
    let inside = call.returnAddress &- 1
    var result = declarations(at: summary.entry)
    for function in summary.inlined where function.ranges.contains(where: { $0.contains(inside) }) {
      if let name = function.origin?.qualifiedName { result += declarations(of: name) }
    }
    return result
  }
}
