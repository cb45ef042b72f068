// A condition over the members of an object: `size > 100 && name == "x"`.

import Primitives
import TargetMemory
import TypeModel

/// Picks objects by what is in them. Names are those of members first, then of variables; all of C's expressions may be used, and `==`
/// compares texts with string literals.
public struct ObjectCondition: Sendable {
  private let node: ExpressionNode
  private let scope: RememberingScope

  /// A condition over the scope's memory and variables. Throws for what is no expression.
  public init(_ text: [UInt8], in scope: InspectorScope) throws(ExpressionError) {
    self.scope = RememberingScope(scope)
    node = try ExpressionParser.parse(text, oracle: scope)
  }

  /// Whether it holds for an object. Throws when it cannot be evaluated: a name that means nothing here, memory that cannot
  /// be read.
  public func holds(for type: UniqType, at address: Address) throws(ExpressionError) -> Bool {
    let object = ExpressionValue(type: .declared(type), place: .memory(address))
    return try ExpressionEvaluator(scope: scope, object: object).isTrue(node)
  }
}
