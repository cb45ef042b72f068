// Applies a theme's display rules: the one place where print, objects and the interface ask how to show an object.

import Inspection
import Primitives
import TypeModel

/// The display rules of a theme over one scope.
public struct ObjectDisplay {
  public let rules: DisplayRules
  private let scope: any ExpressionScope

  /// Nil when there are no rules.
  public init?(_ rules: DisplayRules, scope: any ExpressionScope) {
    guard !rules.isEmpty else { return nil }
    self.rules = rules
    self.scope = scope
  }

  /// What to say of an object of a type in a few words; nil when no rule says it.
  public func label(of type: UniqType, at address: Address) -> StyledText? {
    guard let rule = rules.rule(for: type), let label = rule.label else { return nil }
    let object = ExpressionValue(type: .declared(type), place: .memory(address))
    return label.text(of: object, in: scope, style: rule.style ?? .note)
  }

  /// The same of a value that was taken apart.
  public func label(of value: ValueView) -> StyledText? {
    guard let type = value.type.declared, let address = value.address else { return nil }
    return label(of: type, at: address)
  }

  /// The members of a record that are shown, in their order.
  public func fields(_ fields: [FieldView], of type: ExpressionType) -> [FieldView] {
    rules.fields(fields, of: type)
  }

  /// Whether only the label stands for a member of another object.
  public func folds(_ type: ExpressionType) -> Bool { rules.folds(type) }
}
