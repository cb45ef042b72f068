// A parameter or local variable of a frame and what is known of its value.

import Primitives

/// A variable of a frame.
public struct FrameVariable: Sendable {
  /// Empty for parameters without a name.
  public let name: [UInt8]
  public let isParameter: Bool
  /// Nil when the debug information gives none, or no table of types is at hand.
  public let type: ExpressionType?
  public let state: State
  /// The register that holds it whole, by its DWARF number; nil for others.
  public let register: UInt64?

  public indirect enum State: Sendable {
    /// It is here, or this is its value.
    case known(ExpressionValue)
    /// Only parts of it are left.
    case partlyKnown(PartialValue)
    /// A pointer that was optimised away, to a variable that was too but may have a value.
    case implicitPointer(to: FrameVariable)
    /// The compiler kept no place for it at this instruction.
    case optimizedOut
    /// It is in this register, which the called function need not have kept.
    case lostRegister(UInt64)
    /// In a frame that is gone, or whose place is not known.
    case lostFrame
    /// An array whose length cannot be told.
    case unknownLength
    /// What describes its place is not understood, or asks for what is not known here.
    case unknownPlace

    var isOptimizedOut: Bool {
      if case .optimizedOut = self { return true }
      return false
    }
  }

  /// Where in memory it is; nil for what is in registers or nowhere.
  public var address: Address? {
    guard case .known(let value) = state else { return nil }
    return value.address
  }
}

extension FrameVariable {
  /// The value taken apart, or that of the variable that a pointer without a value points to; nil where there is none, or no type.
  public func view(in scope: InspectorScope) -> ValueView? {
    guard type != nil else { return nil }
    return switch state {
    case .known(let value): ViewBuilder.view(of: value, in: scope)
    case .partlyKnown(let value): ViewBuilder.view(of: value, in: scope)
    case .implicitPointer(let target): target.view(in: scope)
    default: nil
    }
  }
}
