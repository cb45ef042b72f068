// Which functions may be entered again by jumps alone (tail calls), without a frame that would tell.

import DebugInfo
import Primitives
import Synchronization

/// Follows the tail calls of a target's functions.
final class TailCalls: Sendable {
  private let modules: [Module]
  /// By the function's entry in the process.
  private let known = Mutex<[Address: Bool]>([:])

  /// More functions are not followed.
  private static let limit = 4096

  init(modules: [Module]) { self.modules = modules }

  /// A function where it is in the process.
  private struct Place {
    let module: Module
    let function: DwarfFunction

    var entry: Address? { function.entry.map(module.inProcess) }
  }

  /// Whether a chain of tail calls may lead from a function back to it. True when a jump's target is not known.
  func mayReenter(_ function: DwarfFunction, of module: Module) -> Bool {
    let start = Place(module: module, function: function)
    guard let entry = start.entry else { return true }
    if let answer = known.withLock({ $0[entry] }) { return answer }
    let answer = leadsBack(from: start, to: entry)
    known.withLock { $0[entry] = answer }
    return answer
  }

  private func leadsBack(from start: Place, to entry: Address) -> Bool {
    var seen: Set<Address> = []
    var waiting = [start]
    while let place = waiting.popLast() {
      for call in place.function.calls where call.isTailCall {
        guard let next = target(of: call, in: place.module), let address = next.entry,
          address != entry, seen.count < Self.limit
        else { return true }
        if seen.insert(address).inserted { waiting.append(next) }
      }
    }
    return false
  }

  /// The function that a call goes to; nil for one through a pointer, and without debug information.
  private func target(of call: FunctionCall, in module: Module) -> Place? {
    guard let callee = call.callee else { return nil }
    if let start = callee.ranges.first?.start { return place(at: start, module) }
    guard let name = callee.inheritedString(.linkageName) ?? callee.inheritedString(.name) else {
      return nil
    }
    for candidate in [module] + modules {
      let starts = candidate.functionSymbols(named: name)
      // Static functions of one name: which one it is cannot be told.
      guard starts.count < 2 else { return nil }
      if let start = starts.first { return place(at: start, candidate) }
    }
    return nil
  }

  private func place(at own: Address, _ module: Module) -> Place? {
    guard let function = module.code?.function(at: own), function.entry == own else { return nil }
    return Place(module: module, function: function)
  }
}
