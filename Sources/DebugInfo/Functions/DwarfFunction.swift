// A function with code, as DWARF tells it: names, ranges, scopes, variables, inlined calls.

import Primitives

/// A subprogram that has code. All of it is taken from DWARF; locations are left undecoded.
///
/// Byte strings, DIEs and units are valid as long as the `ModuleDebugInfo`.
public struct DwarfFunction: Sendable {
  /// The concrete DIE, which has the ranges.
  public let die: Die
  /// `DW_AT_name` of it or of what it completes; empty when there is none.
  public let name: ByteString
  /// The mangled symbol; nil when the function's symbol is its name.
  public let linkageName: ByteString?
  /// The code, by the module's own addresses; several when the compiler split the function. The first is the one that
  /// is entered.
  public let ranges: [AddressRange]
  /// The result's type; nil for `void`.
  public let type: Die?
  /// `DW_AT_frame_base`, an expression or a location list of `die.unit`.
  public let frameBase: AttributeValue?
  public let position: SourcePosition?
  /// Whether other units can call it by name.
  public let isExternal: Bool
  /// The body first, then every lexical block and inlined call inside it, outer ones before inner ones.
  public let scopes: [FunctionScope]
  /// The calls that the compiler described.
  public let calls: [FunctionCall]

  /// Where it is entered.
  public var entry: Address? { ranges.first?.start }

  /// The name with its namespaces and classes.
  public var qualifiedName: [UInt8] { die.qualifiedName }

  /// The indices of the scopes whose code includes an address, outermost first; empty outside the function.
  public func scopes(at address: Address) -> [Int] {
    guard ranges.contains(where: { $0.contains(address) }) else { return [] }
    var inside = [Bool](repeating: false, count: scopes.count)
    for (index, scope) in scopes.enumerated() {
      let parentIsInside = scope.parent.map { inside[$0] } ?? true
      inside[index] = parentIsInside && scope.ranges.contains { $0.contains(address) }
    }
    return scopes.indices.filter { inside[$0] }
  }
}

/// The body of a function, a block in it, or another function's code inlined into it.
public struct FunctionScope: Sendable {
  public enum Kind: Sendable {
    case body
    case block
    case inlined(InlinedCall)
  }

  public let kind: Kind
  public let die: Die
  /// Index of the enclosing scope; nil for the body. Always smaller than the scope's own index.
  public let parent: Int?
  /// The code; that of the parent for a block without ranges of its own. Empty when nothing is left of the scope.
  public let ranges: [AddressRange]
  /// Parameters and variables declared right here, in the order of the file.
  public internal(set) var variables: [FunctionVariable] = []
}

/// A call that was replaced with the callee's code.
public struct InlinedCall: Sendable {
  /// The abstract instance of the callee; nil when the reference is damaged.
  public let origin: Die?
  /// The callee's name; empty when there is none.
  public let name: ByteString
  public let linkageName: ByteString?
  /// Where the call stands.
  public let position: SourcePosition?

  /// The callee's name with its namespaces and classes.
  public var qualifiedName: [UInt8] { origin?.qualifiedName ?? Array(name) }
}

/// A parameter or a local variable.
public struct FunctionVariable: Sendable {
  /// The concrete DIE, which has the location.
  public let die: Die
  /// Empty for unnamed parameters.
  public let name: ByteString
  public let isParameter: Bool
  /// Made by the compiler: `this` and the like.
  public let isArtificial: Bool
  /// The declared type; nil when it is not given.
  public let type: Die?
  /// `DW_AT_location`, an expression or a location list of `die.unit`; nil when the variable has no place.
  public let location: AttributeValue?
  /// `DW_AT_const_value`: the value of a variable that has no place.
  public let constant: AttributeValue?
  /// A declaration of something that is defined elsewhere (`extern` in a block).
  public let isDeclaration: Bool
}

/// A call that the compiler described (`DW_TAG_call_site`, GNU's before DWARF 5).
public struct FunctionCall: Sendable {
  public let die: Die
  /// Index of the innermost scope that has it.
  public let scope: Int
  /// Where the callee returns to; the address after the jump for tail calls, if given.
  public let returnAddress: Address?
  /// The callee's DIE; nil for calls through pointers.
  public let callee: Die?
  public let isTailCall: Bool
}

/// A place in the sources: an index into a unit's line table, and a line.
public struct SourcePosition: Sendable {
  /// Whose line table has the file.
  public let unit: DwarfUnit
  /// Index into `LineTable.files`.
  public let file: UInt64
  /// From 1; 0 when unknown.
  public let line: UInt32
  /// From 1; 0 when unknown.
  public let column: UInt32
}
