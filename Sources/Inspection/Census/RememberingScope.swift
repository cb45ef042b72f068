// A scope that looks every name up once, for an expression that is evaluated over millions of objects.

import Primitives
import Synchronization
import TargetMemory
import TypeModel

/// What names of variables, functions and enumerators mean, as it was at the first question. As many are kept as the expression
/// has names.
final class RememberingScope: ExpressionScope, Sendable {
  private let scope: InspectorScope
  private let known = Mutex(Known())

  private struct Known: Sendable {
    var variables: [[[UInt8]]: [ScopeVariable]] = [:]
    var functions: [[[UInt8]]: [ScopeFunction]] = [:]
    var enumerators: [[[UInt8]]: [(type: UniqType, value: Int64)]] = [:]
  }

  init(_ scope: InspectorScope) { self.scope = scope }

  var memory: any MemoryReader { scope.memory }
  var universe: TypeUniverse { scope.universe }

  func variables(named name: QualifiedName) -> [ScopeVariable] {
    value(\.variables, name) { scope.variables(named: name) }
  }

  func functions(named name: QualifiedName) -> [ScopeFunction] {
    value(\.functions, name) { scope.functions(named: name) }
  }

  func enumerators(named name: QualifiedName) -> [(type: UniqType, value: Int64)] {
    value(\.enumerators, name) { scope.enumerators(named: name) }
  }

  private func value<Found: Sendable>(
    _ place: any WritableKeyPath<Known, [[[UInt8]]: [Found]]> & Sendable, _ name: QualifiedName,
    _ find: () -> [Found]
  ) -> [Found] {
    if let found = known.withLock({ $0[keyPath: place][name.components] }) { return found }
    let found = find()
    known.withLock { $0[keyPath: place][name.components] = found }
    return found
  }

  func types(named name: QualifiedName, tag: TypeName.Tag?) -> [UniqType] {
    scope.types(named: name, tag: tag)
  }

  func origin(of type: UniqType) -> [UInt8] { scope.origin(of: type) }
  func pointee(at address: Address) -> Pointee { scope.pointee(at: address) }
  func isTypeName(_ name: QualifiedName) -> Bool { scope.isTypeName(name) }
}
