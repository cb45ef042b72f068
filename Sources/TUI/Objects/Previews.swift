// What is in the objects on the screen, read beside the interface.

import Inspection
import Primitives
import Rendering
import TypeModel

/// Values of objects on one line, as they come in.
final class Previews {
  /// An object to show.
  struct Wanted: Sendable {
    var address: Address
    var shape: ObjectShape
  }

  private let wakeUp: WakeUp
  private var known: [Address: StyledText] = [:]
  private var job: Job<[(Address, StyledText)]>?
  private var pending: [Wanted] = []

  /// Texts that are kept.
  private static let limit = 20_000

  private let rules: DisplayRules

  init(_ wakeUp: WakeUp, _ rules: DisplayRules) {
    self.wakeUp = wakeUp
    self.rules = rules
  }

  /// Forgets everything: the target has been looked at anew.
  func forget() {
    known = [:]
    pending = []
  }

  /// The text of an object; nil until it has been read.
  func text(_ address: Address) -> StyledText? { known[address] }

  /// Asks for texts; those of the latest call alone matter.
  func want(_ objects: [Wanted], _ inspector: Inspector) {
    pending = objects.filter { known[$0.address] == nil }
    start(inspector)
  }

  private func start(_ inspector: Inspector) {
    guard job == nil, !pending.isEmpty else { return }
    let objects = pending
    pending = []
    job = Job(wakeUp) { [rules] _ throws(JobFailure) in
      let scope = InspectorScope(inspector)
      let display = ObjectDisplay(rules, scope: scope)
      return objects.map { ($0.address, Self.text(of: $0, scope, display)) }
    }
  }

  /// Takes what was read; true when there is something new.
  func update(_ inspector: Inspector?) -> Bool {
    guard let job, !job.isRunning else { return false }
    self.job = nil
    if known.count > Self.limit { known = [:] }
    for (address, text) in job.value ?? [] { known[address] = text }
    if let inspector { start(inspector) }
    return true
  }

  private static func text(
    of object: Wanted, _ scope: InspectorScope, _ display: ObjectDisplay?
  ) -> StyledText {
    var limits = ViewLimits()
    limits.elements = 16
    limits.stringLength = 60
    limits.values = 48
    limits.nesting = 4
    let view = ViewBuilder.view(
      of: ExpressionValue(object.shape, at: object.address), in: scope, limits: limits)
    return ValueText(width: 160, display: display).summary(view)
  }
}

extension ExpressionValue {
  /// A type laid over a block, from where the object starts.
  init(_ shape: ObjectShape, at address: Address) {
    var type = ExpressionType.declared(shape.element)
    if case .array(let count) = shape.fit, count != 1 { type = .array(type, count: count) }
    self.init(type: type, place: .memory(address))
  }
}
