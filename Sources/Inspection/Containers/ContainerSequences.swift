// Sequences whose elements lie one behind the other: vector, array, span, deque, bitset.

import Primitives
import TypeModel

extension ContainerDecoder {
  func vector() throws(ContainerProblem) -> ContainerContents {
    if template[0].map({ $0 == Array("bool".utf8) }) ?? false { return try bitVector() }
    let start = try object.member("_M_impl._M_start")
    let element = ExpressionType.declared(try start.pointee())
    let first = try start.pointer()
    let finish = try object.member("_M_impl._M_finish").pointer()
    let end = try object.member("_M_impl._M_end_of_storage").pointer()
    let count = try elements(element, from: first, to: finish)
    let capacity = try elements(element, from: first, to: end)
    guard count <= capacity else { throw .beyondCapacity(count: count, capacity: capacity) }
    try check(first, bytes: end - first)
    return ContainerContents(count: count, .contiguous(element, first))
  }

  /// How many elements lie between two addresses.
  private func elements(
    _ type: ExpressionType, from start: Address, to end: Address
  ) throws(ContainerProblem) -> UInt64 {
    guard let size = scope.elementSize(type) else { throw .unknownType(type.spelling) }
    guard end >= start else { throw .endBeforeStart }
    let (count, rest) = (end - start).quotientAndRemainder(dividingBy: size)
    guard rest == 0 else { throw .partialElement }
    return count
  }

  /// `vector<bool>`: iterators of a word's address and the bit in it (`bits/stl_bvector.h`).
  private func bitVector() throws(ContainerProblem) -> ContainerContents {
    let start = try object.member("_M_impl._M_start")
    let finish = try object.member("_M_impl._M_finish")
    let (first, last) = (try start.member("_M_p").pointer(), try finish.member("_M_p").pointer())
    let skipped = try start.member("_M_offset").unsigned()
    let rest = try finish.member("_M_offset").unsigned()
    guard last >= first, skipped < 64, rest < 64 else { throw .endBeforeStart }
    let (bits, overflow) = (last - first).multipliedReportingOverflow(by: 8)
    guard !overflow, bits <= UInt64(Int64.max), bits + rest >= skipped else {
      throw .endBeforeStart
    }
    try check(first, bytes: last - first)
    return ContainerContents(count: bits + rest - skipped, .bits(first, skipping: skipped))
  }

  func array() throws(ContainerProblem) -> ContainerContents {
    guard let text = template[1], let count = UInt64(templateNumber: text) else {
      throw .missingMember("_M_elems")
    }
    guard count > 0 else { return ContainerContents(count: 0, .nothing) }
    let elements = try object.member("_M_elems")
    let array = elements.type.concrete
    guard array.kind == .array, let element = array.target else {
      throw .missingMember("_M_elems")
    }
    return ContainerContents(
      count: array.elementCount ?? count, .contiguous(.declared(element), elements.address))
  }

  func span() throws(ContainerProblem) -> ContainerContents {
    let start = try object.member("_M_ptr")
    let count: UInt64
    if let extent = try? object.member("_M_extent._M_extent_value") {
      count = try extent.unsigned()
    } else if let text = template[1], let number = UInt64(templateNumber: text) {
      count = number
    } else {
      throw .missingMember("_M_extent")
    }
    return try checked(.declared(try start.pointee()), at: try start.pointer(), count: count)
  }

  func initializerList() throws(ContainerProblem) -> ContainerContents {
    let start = try object.member("_M_array")
    return try checked(
      .declared(try start.pointee()), at: try start.pointer(),
      count: try object.member("_M_len").unsigned())
  }

  /// A pointer and a count.
  private func checked(
    _ element: ExpressionType, at start: Address, count: UInt64
  ) throws(ContainerProblem) -> ContainerContents {
    guard let size = scope.elementSize(element) else { throw .unknownType(element.spelling) }
    let (bytes, overflow) = size.multipliedReportingOverflow(by: count)
    guard !overflow else { throw .beyondBlock(start) }
    try check(start, bytes: bytes)
    return ContainerContents(count: count, .contiguous(element, start))
  }

  func bitset() throws(ContainerProblem) -> ContainerContents {
    guard let text = template[0], let count = UInt64(templateNumber: text) else {
      throw .missingMember("_M_w")
    }
    guard count > 0 else { return ContainerContents(count: 0, .nothing) }
    let words = try object.member("_M_w")
    guard let size = words.type.concrete.size, size >= (count - 1) / 8 + 1 else {
      throw .missingMember("_M_w")
    }
    return ContainerContents(count: count, .bits(words.address, skipping: 0))
  }

  // MARK: deque

  /// A table of blocks of equal size; the first and the last may be used in part (`bits/stl_deque.h`).
  func deque() throws(ContainerProblem) -> ContainerContents {
    let start = try object.member("_M_impl._M_start")
    let finish = try object.member("_M_impl._M_finish")
    let element = ExpressionType.declared(try start.member("_M_cur").pointee())
    let block = try elements(
      element, from: try start.member("_M_first").pointer(),
      to: try start.member("_M_last").pointer())
    let before = try elements(
      element, from: try start.member("_M_first").pointer(),
      to: try start.member("_M_cur").pointer())
    let inLast = try elements(
      element, from: try finish.member("_M_first").pointer(),
      to: try finish.member("_M_cur").pointer())
    let firstNode = try start.member("_M_node").pointer()
    let lastNode = try finish.member("_M_node").pointer()
    guard lastNode >= firstNode, block > 0 else { throw .endBeforeStart }
    guard before <= block, inLast <= block else {
      throw .beyondCapacity(count: max(before, inLast), capacity: block)
    }
    let (used, overflow) = ((lastNode - firstNode) / 8).multipliedReportingOverflow(by: block)
    guard !overflow, used <= UInt64(Int64.max), used &+ inLast >= before else {
      throw .endBeforeStart
    }
    try check(firstNode, bytes: lastNode - firstNode + 8)
    let places = DequePlaces(
      table: firstNode, block: block, skipped: before, count: used + inLast - before)
    return ContainerContents(count: places.count, try elements(element, places))
  }

  private func elements(
    _ type: ExpressionType, _ places: DequePlaces
  ) throws(ContainerProblem) -> ContainerContents.Body {
    guard let size = scope.elementSize(type) else { throw .unknownType(type.spelling) }
    var values: [ExpressionValue] = []
    let shown = min(places.count, UInt64(max(limit, 0)))
    for index in 0..<shown {
      let (node, offset) = places.place(of: index)
      guard let base = scope.word(at: node) else { throw .unreadable(node) }
      if offset == 0 || index == 0 { try check(Address(base), bytes: size) }
      values.append(
        ExpressionValue(type: type, place: .memory(Address(base &+ offset &* size))))
    }
    return .elements(values, isTruncated: shown < places.count)
  }
}

/// Where a deque's elements are.
private struct DequePlaces {
  /// The entry of the first block used.
  let table: Address
  /// Elements of a block.
  let block: UInt64
  /// Elements of the first block in front of the first.
  let skipped: UInt64
  let count: UInt64

  /// The table's entry for an element's block, and the element's index in the block.
  func place(of index: UInt64) -> (node: Address, offset: UInt64) {
    let (node, offset) = (skipped &+ index).quotientAndRemainder(dividingBy: block)
    return (table + node &* 8, offset)
  }
}

extension UInt64 {
  /// A number as compilers write it in a template's arguments: `4`, `4ul`, `4UL`.
  init?(templateNumber text: [UInt8]) {
    let digits = text.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    let suffix = text.dropFirst(digits.count)
    guard suffix.allSatisfy("uUlL".utf8.contains),
      let value = UInt64(String(decoding: digits, as: UTF8.self))
    else { return nil }
    self = value
  }
}
