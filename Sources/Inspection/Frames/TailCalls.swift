// Where jumps at the ends of functions (tail calls) may lead: they leave no frame that would tell.

import DebugInfo
import Primitives
import Synchronization

/// Follows the tail calls of a target's functions (DWARF 5 §3.4, `DW_AT_call_tail_call`).
final class TailCalls: Sendable {
  private let modules: ModuleList
  /// By the function's entry in the process.
  private let reentered = Mutex<[Address: Bool]>([:])
  private let chains = Mutex<[Ends: [Step]]>([:])
  private let targets = Mutex<[CallKey: Place?]>([:])

  /// More functions are not followed.
  private static let limit = 4096

  init(modules: ModuleList) { self.modules = modules }

  /// A function where it is in the process.
  struct Place {
    let module: Module
    let function: DwarfFunction

    var entry: Address? { function.entry.map(module.inProcess) }
    fileprivate var jumps: [FunctionCall] { function.calls.filter(\.isTailCall) }
  }

  /// A jump from one function to the next.
  struct Step {
    let place: Place
    let call: FunctionCall
  }

  private struct CallKey: Hashable {
    let module: ObjectIdentifier
    let call: Die.Key
  }

  private struct Ends: Hashable {
    let start: Address
    let end: Address
  }

  // MARK: Around a function

  /// Whether a chain of tail calls may lead from a function back to it. True when a jump's target is not known.
  func mayReenter(_ function: DwarfFunction, of module: Module) -> Bool {
    let start = Place(module: module, function: function)
    guard let entry = start.entry else { return true }
    if let answer = reentered.withLock({ $0[entry] }) { return answer }
    let answer = leadsBack(from: start, to: entry)
    reentered.withLock { $0[entry] = answer }
    return answer
  }

  private func leadsBack(from start: Place, to entry: Address) -> Bool {
    var seen: Set<Address> = []
    var waiting = [start]
    while let place = waiting.popLast() {
      for call in place.jumps {
        guard let next = target(of: call, in: place.module), let address = next.entry,
          address != entry, seen.count < Self.limit
        else { return true }
        if seen.insert(address).inserted { waiting.append(next) }
      }
    }
    return false
  }

  // MARK: Between two functions

  /// The jumps that must have led from one function to another's entry, the last first: those that all possible ways begin
  /// or end with, as gdb has it. Empty when they have nothing in common, or a jump's target on the way is not known.
  func steps(from start: Place, to end: Address) -> [Step] {
    guard let entry = start.entry, entry != end else { return [] }
    let ends = Ends(start: entry, end: end)
    if let known = chains.withLock({ $0[ends] }) { return known }
    var ways = Ways(end: end, limit: Self.limit)
    let steps = follow(start, &ways) ? ways.common : []
    chains.withLock { $0[ends] = steps }
    return steps
  }

  /// Visits every way from a function on; false to give up.
  private func follow(_ place: Place, _ ways: inout Ways) -> Bool {
    if place.entry == ways.end { return ways.add() }
    for call in place.jumps {
      guard !ways.path.contains(where: { $0.call.die == call.die }) else { continue }
      guard ways.takeOne(), let next = target(of: call, in: place.module) else { return false }
      ways.path.append(Step(place: place, call: call))
      defer { ways.path.removeLast() }
      guard follow(next, &ways) else { return false }
    }
    return true
  }

  /// What the ways that were found have in common.
  private struct Ways {
    let end: Address
    var limit: Int
    var path: [Step] = []
    private var first: [Step]?
    private var beginning = 0
    private var ending = 0

    init(end: Address, limit: Int) {
      self.end = end
      self.limit = limit
    }

    mutating func takeOne() -> Bool {
      limit -= 1
      // No chain of honest jumps is as long.
      return limit >= 0 && path.count < 256
    }

    /// Takes the present path as a way; false when the ways have nothing in common.
    mutating func add() -> Bool {
      guard let first else {
        self.first = path
        (beginning, ending) = (path.count, path.count)
        return true
      }
      beginning = zip(first, path).prefix(beginning).prefix { $0.call.die == $1.call.die }.count
      ending =
        zip(first.reversed(), path.reversed()).prefix(ending)
        .prefix { $0.call.die == $1.call.die }.count
      return beginning + ending > 0
    }

    /// The last jump first.
    var common: [Step] {
      guard let first else { return [] }
      let last = Array(first.suffix(ending).reversed())
      return ending == first.count ? last : last + first.prefix(beginning).reversed()
    }
  }

  // MARK: Targets

  /// The function that a call goes to; nil for one through a pointer, and without debug information.
  func target(of call: FunctionCall, in module: Module) -> Place? {
    let key = CallKey(module: ObjectIdentifier(module), call: call.die.key)
    if let known = targets.withLock({ $0[key] }) { return known }
    let found = findTarget(of: call, in: module)
    targets.withLock { $0[key] = .some(found) }
    return found
  }

  private func findTarget(of call: FunctionCall, in module: Module) -> Place? {
    guard let callee = call.callee else { return nil }
    if let start = callee.ranges.first?.start { return place(at: start, module) }
    guard let name = callee.inheritedString(.linkageName) ?? callee.inheritedString(.name) else {
      return nil
    }
    for candidate in [module] + modules.modules {
      let starts = candidate.functionSymbols(named: name)
      // Static functions of one name: which one it is cannot be told.
      guard starts.count < 2 else { return nil }
      if let start = starts.first { return place(at: start, candidate) }
    }
    return nil
  }

  /// The function that begins at an address of the process.
  func place(at address: Address) -> Place? {
    modules.module(containing: address).flatMap { place(at: $0.own(address), $0) }
  }

  private func place(at own: Address, _ module: Module) -> Place? {
    guard let function = module.code?.function(at: own), function.entry == own else { return nil }
    return Place(module: module, function: function)
  }
}
