// An object of a class whose members are looked up by name, never by a fixed offset.

import Primitives
import TypeModel

/// A typed place in memory.
struct ContainerObject {
  let scope: any ExpressionScope
  let address: Address
  /// As declared.
  let type: UniqType

  init(_ type: UniqType, at address: Address, in scope: any ExpressionScope) {
    self.type = type
    self.address = address
    self.scope = scope
  }

  /// The class itself, its definition looked for when it is only declared here.
  var definition: UniqType { scope.completed(type) }

  /// The class's name taken apart; nil when it is no template's.
  var template: TemplateName? { TemplateName(definition.name) }

  var value: ExpressionValue { ExpressionValue(type: .declared(type), place: .memory(address)) }

  // MARK: Members

  /// The member at the end of a path such as `_M_impl._M_start`; members of base classes are found too.
  func member(_ path: String) throws(ContainerProblem) -> ContainerObject {
    var object = self
    for name in path.split(separator: ".") {
      guard let next = object.part(String(name)) else { throw .missingMember(String(name)) }
      object = next
    }
    return object
  }

  /// The first of several names that is there: releases of the library have renamed members.
  func member(oneOf paths: [String]) throws(ContainerProblem) -> ContainerObject {
    for path in paths {
      if let found = try? member(path) { return found }
    }
    throw .missingMember(paths.first ?? "")
  }

  private func part(_ name: String) -> ContainerObject? {
    let type = definition
    guard type.isRecord,
      let found = RecordMembers(scope: scope).find(Array(name.utf8), in: type, at: address),
      found.member.bitSize == nil, let inner = found.member.type
    else { return nil }
    return ContainerObject(inner, at: address + UInt64(bitPattern: found.offset), in: scope)
  }

  /// The base classes that are not virtual, by offset.
  var bases: [ContainerObject] {
    definition.members.compactMap { member in
      guard member.isBase, let type = member.type else { return nil }
      return ContainerObject(type, at: address + UInt64(bitPattern: member.offset), in: scope)
    }
  }

  // MARK: Values

  /// An integer or pointer of up to 8 bytes.
  func unsigned() throws(ContainerProblem) -> UInt64 {
    guard let size = type.concrete.kind == .reference ? 8 : type.concrete.size, size > 0, size <= 8
    else { throw .missingMember("") }
    guard let bytes = scope.bytes(at: address, count: Int(size)) else { throw .unreadable(address) }
    return bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  func pointer() throws(ContainerProblem) -> Address { Address(try unsigned()) }

  /// What a pointer points to.
  func pointee() throws(ContainerProblem) -> UniqType {
    let pointer = type.concrete
    guard pointer.kind == .pointer, let target = pointer.target else {
      throw .missingMember("")
    }
    return scope.completed(target).isIncomplete ? target : scope.definition(keeping: target)
  }

  /// The object that a pointer points to.
  func dereferenced() throws(ContainerProblem) -> ContainerObject {
    ContainerObject(try pointee(), at: try pointer(), in: scope)
  }
}

extension ExpressionScope {
  /// The definition of a declared class; any other type as it is, typedefs kept.
  func definition(keeping type: UniqType) -> UniqType {
    type.concrete.isIncomplete ? completed(type) : type
  }

  /// The bytes that an element takes; nil when its type is not defined anywhere.
  func elementSize(_ type: ExpressionType) -> UInt64? {
    guard let size = type.size, size > 0 else { return nil }
    return size
  }
}
