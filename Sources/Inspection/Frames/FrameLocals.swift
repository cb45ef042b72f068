// The variables of a frame as names in expressions, as debuggers have them for the frame that was chosen.

import Primitives
import TargetMemory

/// A frame's parameters and variables, by name.
public struct FrameLocals: Sendable {
  private let variables: [FrameVariable]

  /// The variables of a frame of a thread's stack.
  public init(_ frame: Frame, of stack: ThreadStack, thread: Int32, in stacks: StackInspector) {
    variables = stacks.variables(of: frame, in: stack, thread: thread)
  }

  /// The variable that a name means: of the innermost block that has one, else a parameter; nil for other names.
  func variable(named name: [UInt8]) -> FrameVariable? {
    let found = variables.filter { $0.name == name }
    return found.first { !$0.isParameter } ?? found.first
  }
}

extension ExpressionEvaluator {
  /// The value of a variable of the chosen frame; nil when it has none of the name. Throws when it has no value there.
  func local(_ name: QualifiedName, _ node: ExpressionNode) throws(ExpressionError)
    -> ExpressionValue?
  {
    guard !name.isGlobal, name.components.count == 1,
      let variable = scope.local(named: name.spelling)
    else {
      return nil
    }
    guard case .known(let value) = variable.state else {
      throw ExpressionError(.withoutValue(name.spelling), at: node.range)
    }
    return try followingReference(value, node.range)
  }

  /// A member of the object that the chosen frame's method works on: `width` is `this->width`. Nil when it has none of the name.
  func memberOfThis(_ name: QualifiedName, _ node: ExpressionNode) throws(ExpressionError)
    -> ExpressionValue?
  {
    guard !name.isGlobal, name.components.count == 1,
      let this = scope.local(named: Array("this".utf8)), case .known(let pointer) = this.state
    else { return nil }
    return try member(name.spelling, of: try dereference(pointer, node, node), node)
  }
}
