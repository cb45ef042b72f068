// Strings of both ABIs, and views of strings.

import Primitives
import TypeModel

extension ContainerDecoder {
  /// The string since gcc 5 counts its characters itself; the older one shares a block with a header in front
  /// (`bits/cow_string.h`).
  func string() throws(ContainerProblem) -> ContainerContents {
    let start = try object.member("_M_dataplus._M_p")
    guard let length = try? object.member("_M_string_length") else {
      return try sharedString(start)
    }
    let count = try length.unsigned()
    let first = try start.pointer()
    let local = try object.member("_M_local_buf")
    if first == local.address {
      let kind = try characters(start.type)
      let capacity = (local.type.concrete.size ?? 0) / UInt64(kind.unit)
      guard count < capacity else { throw .beyondCapacity(count: count, capacity: capacity) }
      return ContainerContents(count: count, .text(first, kind))
    }
    let capacity = try object.member("_M_allocated_capacity").unsigned()
    guard count <= capacity else { throw .beyondCapacity(count: count, capacity: capacity) }
    return try text(start.type, at: first, count: count)
  }

  private func sharedString(_ start: ContainerObject) throws(ContainerProblem) -> ContainerContents
  {
    let first = try start.pointer()
    let name = object.definition.name
    let header = try types.definition(
      oneOf: ["_Rep", "_Rep_base"].map { name + Array("::\($0)".utf8) })
    guard let size = header.size else { throw .unknownType(header.name) }
    let block = ContainerObject(header, at: first - size, in: scope)
    let count = try block.member("_M_length").unsigned()
    let capacity = try block.member("_M_capacity").unsigned()
    guard count <= capacity else { throw .beyondCapacity(count: count, capacity: capacity) }
    return try text(start.type, at: first, count: count)
  }

  func stringView() throws(ContainerProblem) -> ContainerContents {
    let start = try object.member("_M_str")
    return try text(
      start.type, at: try start.pointer(), count: try object.member("_M_len").unsigned())
  }

  private func text(
    _ pointer: UniqType, at start: Address, count: UInt64
  ) throws(ContainerProblem) -> ContainerContents {
    let kind = try characters(pointer)
    let (bytes, overflow) = count.multipliedReportingOverflow(by: UInt64(kind.unit))
    guard !overflow else { throw .beyondBlock(start) }
    try check(start, bytes: bytes)
    return ContainerContents(count: count, .text(start, kind))
  }

  private func characters(_ pointer: UniqType) throws(ContainerProblem) -> CharacterKind {
    let target = pointer.concrete.target.map(ExpressionType.declared) ?? .void
    guard let kind = target.characterKind else { throw .unknownType(target.spelling) }
    return kind
  }
}

extension ContainerTypes {
  /// The first of several names that has a definition.
  func definition(oneOf names: [[UInt8]]) throws(ContainerProblem) -> UniqType {
    for name in names {
      if let found = named(name) { return found }
    }
    throw .unknownType(names.first ?? [])
  }
}
