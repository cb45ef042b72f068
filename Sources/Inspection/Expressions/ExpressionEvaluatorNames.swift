// What names in an expression mean: variables, enumerators, functions and types.

import Primitives
import TypeModel

extension ExpressionEvaluator {
  func value(
    of name: QualifiedName, _ node: ExpressionNode
  ) throws(ExpressionError) -> ExpressionValue {
    if let builtin = Self.builtins[name.spelling], name.components.count == 1 { return builtin }
    if let object, let member = try member(name.spelling, of: object, node) { return member }
    if let local = try local(name, node) { return local }
    if let member = try memberOfThis(name, node) { return member }
    let variables = scope.variables(named: name)
    if !variables.isEmpty {
      return try value(of: try chosen(among: variables, name, node), node)
    }
    if let enumerator = scope.enumerators(named: name).first {
      let size = min(max(enumerator.type.concrete.size ?? 4, 1), 16)
      let value = IntegerValue(
        bits: UInt128(bitPattern: Int128(enumerator.value)), size: Int(size), isSigned: false)
      return ExpressionValue(value, as: .declared(enumerator.type))
    }
    let functions = scope.functions(named: name)
    if let function = functions.first(where: \.isInExecutable) ?? functions.first {
      let void = ExpressionType.function(result: .void, parameters: [], isVariadic: false)
      return ExpressionValue(
        type: function.type.map(ExpressionType.declared) ?? void, place: .memory(function.address))
    }
    throw ExpressionError(.unknownName(name.spelling), at: node.range)
  }

  private static let builtins: [[UInt8]: ExpressionValue] = [
    Array("true".utf8): ExpressionValue(IntegerValue(1, as: .bool), as: .basic(.bool)),
    Array("false".utf8): ExpressionValue(IntegerValue(0, as: .bool), as: .basic(.bool)),
    Array("NULL".utf8): ExpressionValue(pointer: 0, to: .void),
    Array("nullptr".utf8): ExpressionValue(pointer: 0, to: .void),
  ]

  private func value(
    of variable: ScopeVariable, _ node: ExpressionNode
  ) throws(ExpressionError) -> ExpressionValue {
    guard let address = variable.address else {
      throw ExpressionError(.threadLocal(variable.qualifiedName), at: node.range)
    }
    let type = variable.type.map(ExpressionType.declared) ?? .void
    return try followingReference(
      ExpressionValue(type: type, place: .memory(address)), node.range)
  }

  /// The variable that is meant: a program's own before a library's, as the dynamic linker has it, and those of a
  /// whole file before those of a function.
  private func chosen(
    among variables: [ScopeVariable], _ name: QualifiedName, _ node: ExpressionNode
  ) throws(ExpressionError) -> ScopeVariable {
    var candidates = variables
    for isPreferred in [{ !$0.isLocal }, { $0.isInExecutable }, { $0.type != nil }]
      as [(ScopeVariable) -> Bool]
    where candidates.contains(where: isPreferred) {
      candidates = candidates.filter(isPreferred)
    }
    let addresses = Set(candidates.map(\.address))
    guard let first = candidates.first, addresses.count == 1 else {
      let choices = candidates.prefix(8).map(\.qualifiedName)
      throw ExpressionError(.ambiguousName(name.spelling, choices: choices), at: node.range)
    }
    return first
  }

  /// What a C++ reference refers to; other values as they are.
  func followingReference(
    _ value: ExpressionValue, _ range: Range<Int>
  ) throws(ExpressionError) -> ExpressionValue {
    guard case .reference(let target) = value.type.shape else { return value }
    let raw = IntegerValue(
      littleEndian: try bytes(of: value, size: 8, range), isSigned: false)
    return ExpressionValue(type: completed(target), place: .memory(Address(raw.word)))
  }

  // MARK: Types

  /// The type that a type name stands for.
  public func type(_ name: TypeName) throws(ExpressionError) -> ExpressionType {
    var type = try base(of: name)
    for derivation in name.derivations { type = try derived(derivation, from: type, name) }
    return type
  }

  private func base(of name: TypeName) throws(ExpressionError) -> ExpressionType {
    switch name.base {
    case .void: return .void
    case .basic(let type): return .basic(type)
    case .tagged(let tag, let qualified):
      let spelled = Array("\(tag.rawValue) ".utf8) + qualified.spelling
      return try declared(scope.types(named: qualified, tag: tag), spelled, name)
    case .named(let qualified):
      return try declared(scope.types(named: qualified, tag: nil), qualified.spelling, name)
    }
  }

  /// The one type of a name. Different complete types of one name are never chosen between silently.
  private func declared(
    _ types: [UniqType], _ spelled: [UInt8], _ name: TypeName
  ) throws(ExpressionError) -> ExpressionType {
    guard let first = types.first else {
      throw ExpressionError(.unknownType(spelled), at: name.range)
    }
    let complete = types.filter { !$0.concrete.isIncomplete }
    guard complete.count < 2 else {
      let places = complete.prefix(8).map(scope.origin)
      throw ExpressionError(.ambiguousType(spelled, modules: places), at: name.range)
    }
    return .declared(complete.first ?? first)
  }

  private func derived(
    _ derivation: TypeName.Derivation, from type: ExpressionType, _ name: TypeName
  ) throws(ExpressionError) -> ExpressionType {
    switch derivation {
    case .pointer: return .pointer(type)
    case .reference: return .reference(type)
    case .qualifier(let qualifier): return .qualified(qualifier, type)
    case .array(nil): return .array(type, count: nil)
    case .array(let count?):
      guard case .integer(let value) = try scalar(count), !value.isNegative else {
        throw ExpressionError(.notAnInteger([]), at: count.range)
      }
      return .array(type, count: value.word)
    case .function(let names, let isVariadic):
      var parameters: [ExpressionType] = []
      for name in names { parameters.append(try self.type(name)) }
      return .function(result: type, parameters: parameters, isVariadic: isVariadic)
    }
  }
}
