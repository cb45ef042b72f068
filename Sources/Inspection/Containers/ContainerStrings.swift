// Strings of both ABIs, and views of strings.

import Primitives
import TypeModel

extension ContainerDecoder {
  /// The string since gcc 5 counts its characters itself; the older one shares a block with a header in front
  /// (`bits/cow_string.h`).
  func string() throws(ContainerProblem) -> ContainerContents {
    guard let length = try? object.member("_M_string_length") else { return try sharedString() }
    let count = try length.unsigned()
    let local = try object.member("_M_local_buf")
    let first = try firstCharacter(before: length)
    if first == local.address {
      let (type, unit) = try characters(local.type.concrete.target)
      let capacity = (local.type.concrete.size ?? 0) / unit
      guard count < capacity else { throw .beyondCapacity(count: count, capacity: capacity) }
      return ContainerContents(count: count, .text(type, first))
    }
    let capacity = try object.member("_M_allocated_capacity").unsigned()
    guard count <= capacity else { throw .beyondCapacity(count: count, capacity: capacity) }
    return try text(local.type.concrete.target, at: first, count: count)
  }

  /// The first character's address. clang describes the class around the pointer only where its constructor is made,
  /// which for strings is in the library; a pointer is then all that there is room for.
  private func firstCharacter(before length: ContainerObject) throws(ContainerProblem) -> Address {
    if let pointer = try? object.member("_M_dataplus._M_p") { return try pointer.pointer() }
    let hider = try object.member("_M_dataplus")
    guard length.address - hider.address == 8,
      template[2].map({ $0.starts(with: "std::allocator<".utf8) }) ?? false
    else { throw .missingMember("_M_p") }
    guard let word = scope.word(at: hider.address) else { throw .unreadable(hider.address) }
    return Address(word)
  }

  private func sharedString() throws(ContainerProblem) -> ContainerContents {
    let start = try object.member("_M_dataplus._M_p")
    let first = try start.pointer()
    let name = object.definition.name
    let header = try types.definition(
      oneOf: ["_Rep", "_Rep_base"].map { name + Array("::\($0)".utf8) })
    guard let size = header.size else { throw .unknownType(header.name) }
    let block = ContainerObject(header, at: first - size, in: scope)
    let count = try block.member("_M_length").unsigned()
    let capacity = try block.member("_M_capacity").unsigned()
    guard count <= capacity else { throw .beyondCapacity(count: count, capacity: capacity) }
    return try text(start.type.concrete.target, at: first, count: count)
  }

  func stringView() throws(ContainerProblem) -> ContainerContents {
    let start = try object.member("_M_str")
    return try text(
      start.type.concrete.target, at: try start.pointer(),
      count: try object.member("_M_len").unsigned())
  }

  private func text(
    _ character: UniqType?, at start: Address, count: UInt64
  ) throws(ContainerProblem) -> ContainerContents {
    let (type, unit) = try characters(character)
    let (bytes, overflow) = count.multipliedReportingOverflow(by: unit)
    guard !overflow else { throw .beyondBlock(start) }
    try check(start, bytes: bytes)
    return ContainerContents(count: count, .text(type, start))
  }

  /// A type of characters, and their size in bytes.
  private func characters(
    _ type: UniqType?
  ) throws(ContainerProblem) -> (type: ExpressionType, unit: UInt64) {
    let type = type.map(ExpressionType.declared) ?? .void
    guard let kind = type.characterKind else { throw .unknownType(type.spelling) }
    return (type, UInt64(kind.unit))
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
