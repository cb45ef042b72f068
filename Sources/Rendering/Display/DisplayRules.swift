// The display rules of a theme, by the types that they are for.

import Inspection
import Primitives
import Synchronization
import TypeModel

/// Finds the rule for a type.
public final class DisplayRules: Sendable {
  private let rules: [DisplayRule]
  private let known = Mutex<[UniqType: DisplayRule?]>([:])

  public init(_ rules: [DisplayRule]) { self.rules = rules }

  public var isEmpty: Bool { rules.isEmpty }

  /// The first rule whose pattern fits the type's spelling without typedefs; nil when there is none.
  public func rule(for type: UniqType) -> DisplayRule? {
    guard !rules.isEmpty else { return nil }
    let type = type.concrete
    if let known = known.withLock({ $0[type] }) { return known }
    let spelling = type.spelling
    let rule = rules.first { $0.pattern.matches(spelling) }
    known.withLock { $0[type] = .some(rule) }
    return rule
  }

  func rule(for type: ExpressionType) -> DisplayRule? { type.declared.flatMap { rule(for: $0) } }

  /// Whether pointers to a type are followed: whatever the limits say, or never. Nil when no rule says it.
  public func follows(_ type: ExpressionType) -> Bool? {
    switch rule(for: type)?.opening {
    case .follow: true
    case .fold: false
    case nil: nil
    }
  }

  /// Whether only the label stands for a member of another object.
  func folds(_ type: ExpressionType) -> Bool { rule(for: type)?.opening == .fold }

  /// The members of a record that are shown, in their order.
  public func fields(_ fields: [FieldView], of type: ExpressionType) -> [FieldView] {
    guard let rule = rule(for: type), !(rule.first.isEmpty && rule.hidden.isEmpty) else {
      return fields
    }
    let first = rule.first.compactMap { name in fields.first { $0.name == name } }
    let rest = fields.filter { !rule.first.contains($0.name) && !rule.hidden.contains($0.name) }
    return first + rest
  }
}
