// From one object to another: dereference, address, index, slice, member, cast.

import AgentLayout
import Primitives
import TypeModel

extension ExpressionEvaluator {
  func address(
    of operand: ExpressionNode, _ node: ExpressionNode
  ) throws(ExpressionError) -> ExpressionValue {
    let value = try evaluate(operand)
    guard let address = value.address else { throw ExpressionError(.noAddress, at: node.range) }
    return ExpressionValue(pointer: address.raw, to: value.type)
  }

  /// What a pointer points at. A `void *`, or a plain number, takes the type of the object that lies there.
  func dereference(
    _ value: ExpressionValue, _ operand: ExpressionNode, _ node: ExpressionNode
  ) throws(ExpressionError) -> ExpressionValue {
    if let inner = try pointed(by: value, operand) {
      guard case .pointer = inner.type.shape else { return inner }
      return try dereference(inner, operand, node)
    }
    switch try scalar(value, operand.range) {
    case .pointer(let address, let target):
      if case .void = target.shape { return try object(at: Address(address), node) }
      return try followingReference(
        ExpressionValue(type: completed(target), place: .memory(Address(address))), node.range)
    case .integer(let number) where number.size == 8 || isConstant(operand):
      return try object(at: Address(number.word), node)
    default:
      throw ExpressionError(.notAPointer(value.type.spelling), at: operand.range)
    }
  }

  private func isConstant(_ node: ExpressionNode) -> Bool {
    if case .integer = node.kind { return true }
    return false
  }

  /// The object at an address, of the type that the inspector gives it.
  public func object(
    at address: Address, _ node: ExpressionNode
  ) throws(ExpressionError) -> ExpressionValue {
    guard let object = ExpressionValue(scope.pointee(at: address), at: address) else {
      throw ExpressionError(.unknownObject(address), at: node.range)
    }
    return object
  }

  func element(
    of array: ExpressionNode, at index: ExpressionNode, _ node: ExpressionNode
  ) throws(ExpressionError) -> ExpressionValue {
    let left = try evaluate(array)
    if let found = try containerElement(of: left, at: index, node) { return found }
    if case .bytes(let bytes) = left.place, case .array(let element, _) = left.type.shape {
      return try computedElement(element, of: bytes, at: index, node)
    }
    // C's a[b] is *(a + b), whichever of the two is the pointer (C11 6.5.2.1).
    switch (try scalar(left, array.range), try scalar(index)) {
    case (.pointer(let base, let target), .integer(let number)),
      (.integer(let number), .pointer(let base, let target)):
      let address = base &+ number.word &* (try stride(of: target, node))
      return try followingReference(
        ExpressionValue(type: completed(target), place: .memory(Address(address))), node.range)
    default: throw ExpressionError(.notAPointer(left.type.spelling), at: array.range)
    }
  }

  private func computedElement(
    _ type: ExpressionType, of bytes: [UInt8], at index: ExpressionNode, _ node: ExpressionNode
  ) throws(ExpressionError) -> ExpressionValue {
    guard case .integer(let number) = try scalar(index), let size = type.size,
      let size = Int(exactly: size), size > 0, number.value >= 0,
      number.value < Int128(bytes.count / size)
    else { throw ExpressionError(.badOperand(type.spelling), at: index.range) }
    let start = Int(number.value) * size
    return ExpressionValue(type: type, place: .bytes(Array(bytes[start..<(start + size)])))
  }

  func slice(
    from first: ExpressionNode, count: ExpressionNode, _ node: ExpressionNode
  ) throws(ExpressionError) -> ExpressionValue {
    let start = try evaluate(first)
    guard let address = start.address else {
      throw ExpressionError(.noAddress, at: first.range)
    }
    guard case .integer(let number) = try scalar(count) else {
      throw ExpressionError(.notAnInteger([]), at: count.range)
    }
    guard number.value >= 1, number.value <= Int128(Self.maximumSlice) else {
      throw ExpressionError(.badCount(limit: Self.maximumSlice), at: count.range)
    }
    _ = try stride(of: start.type, first)
    return ExpressionValue(
      type: .array(start.type, count: UInt64(number.value)), place: .memory(address))
  }

  func member(
    _ name: [UInt8], of operand: ExpressionNode, throughPointer: Bool, _ node: ExpressionNode
  ) throws(ExpressionError) -> ExpressionValue {
    var record = try evaluate(operand)
    // gdb follows a pointer for `.` too; nothing else could be meant.
    if case .pointer = record.type.shape {
      record = try dereference(record, operand, operand)
    } else if throughPointer {
      record = try dereference(record, operand, operand)
    }
    record.type = completed(record.type)
    guard case .record(let type) = record.type.shape else {
      throw ExpressionError(.notARecord(record.type.spelling), at: operand.range)
    }
    guard !type.isIncomplete else {
      throw ExpressionError(.incomplete(record.type.spelling), at: operand.range)
    }
    guard let found = RecordMembers(scope: scope).find(name, in: type, at: record.address) else {
      throw ExpressionError(.noMember(name, of: record.type.spelling), at: node.range)
    }
    return try followingReference(try part(found, of: record, node), node.range)
  }

  /// A member of a value; nil when it has none of the name.
  func member(
    _ name: [UInt8], of value: ExpressionValue, _ node: ExpressionNode
  ) throws(ExpressionError) -> ExpressionValue? {
    guard case .record(let type) = completed(value.type).shape,
      let found = RecordMembers(scope: scope).find(name, in: type, at: value.address)
    else { return nil }
    return try followingReference(try part(found, of: value, node), node.range)
  }

  /// The member that was found, as part of the record's value.
  private func part(
    _ found: RecordMembers.Found, of record: ExpressionValue, _ node: ExpressionNode
  ) throws(ExpressionError) -> ExpressionValue {
    guard let type = found.member.type else {
      throw ExpressionError(.untyped(found.member.name), at: node.range)
    }
    switch record.place {
    case .memory(let address):
      let start = address + UInt64(bitPattern: found.offset)
      guard let bits = found.member.bitSize else {
        return ExpressionValue(type: .declared(type), place: .memory(start))
      }
      let place = ExpressionValue.Place.bits(
        start, shift: Int(found.member.record.bit_shift), count: bits)
      return ExpressionValue(type: .declared(type), place: place)
    case .bytes, .bits:
      throw ExpressionError(.noAddress, at: node.range)
    }
  }

  func cast(
    _ operand: ExpressionNode, to type: ExpressionType, _ node: ExpressionNode
  ) throws(ExpressionError) -> ExpressionValue {
    let value = try evaluate(operand)
    switch type.shape {
    case .reference(let target):
      guard let address = value.address else {
        throw ExpressionError(.noAddress, at: operand.range)
      }
      return ExpressionValue(type: completed(target), place: .memory(address))
    case .array, .record:
      return try reinterpret(value, as: type, node)
    case .void:
      throw ExpressionError(.badCast(from: value.type.spelling, to: type.spelling), at: node.range)
    default: break
    }
    if case .void = value.type.shape, let address = value.address {
      // A symbol without debug information: the cast says what it is.
      return ExpressionValue(type: type, place: .memory(address))
    }
    return try converted(try scalar(value, operand.range), from: value.type, to: type, node)
  }

  /// An object read as an array or record of the same size; C has no such cast, but nothing else can be meant.
  private func reinterpret(
    _ value: ExpressionValue, as type: ExpressionType, _ node: ExpressionNode
  ) throws(ExpressionError) -> ExpressionValue {
    let complete = completed(type)
    guard let address = value.address, let size = complete.size,
      value.type.size == size || value.type.size == nil
    else {
      throw ExpressionError(
        .badCast(from: value.type.spelling, to: type.spelling), at: node.range)
    }
    return ExpressionValue(type: complete, place: .memory(address))
  }

  private func converted(
    _ value: Scalar, from source: ExpressionType, to type: ExpressionType, _ node: ExpressionNode
  ) throws(ExpressionError) -> ExpressionValue {
    let refusal = ExpressionError(
      .badCast(from: source.spelling, to: type.spelling), at: node.range)
    switch type.shape {
    case .integer(let size, let isSigned, _), .enumeration(_, let size, let isSigned):
      guard let bits = value.integerBits else { throw refusal }
      return ExpressionValue(IntegerValue(bits: bits, size: size, isSigned: isSigned), as: type)
    case .boolean(let size):
      return ExpressionValue(
        IntegerValue(bits: value.isTrue ? 1 : 0, size: size, isSigned: false), as: type)
    case .floating(let size):
      guard let number = value.floating else { throw refusal }
      return ExpressionValue(
        type: type, place: .bytes(FloatingValue(number, size: size).littleEndian))
    case .pointer:
      if case .floating = value { throw refusal }
      guard let bits = value.integerBits else { throw refusal }
      return ExpressionValue(IntegerValue(bits: bits, size: 8, isSigned: false), as: type)
    default: throw refusal
    }
  }
}

extension Scalar {
  /// The value as an integer's bits; nil for floating values that no integer holds.
  var integerBits: UInt128? {
    switch self {
    case .integer(let value): UInt128(bitPattern: value.value)
    case .pointer(let address, _): UInt128(address)
    case .floating(let value):
      Int128(exactly: value.value.rounded(.towardZero)).map { UInt128(bitPattern: $0) }
    }
  }

  var floating: Float80? {
    switch self {
    case .integer(let value): Float80(value)
    case .floating(let value): value.value
    case .pointer: nil
    }
  }
}

extension ExpressionValue {
  /// What lies at an address, when the inspector knows its type: the object itself at its start, the member or
  /// element that begins there further in.
  public init?(_ pointee: Pointee, at address: Address) {
    switch pointee.state {
    case .live, .freed, .code: break
    case .free, .unknown, .unmapped: return nil
    }
    if pointee.offset == 0, let object = pointee.object {
      var type = ExpressionType.declared(object.element)
      if case .array(let count) = object.fit { type = .array(type, count: count) }
      self.init(type: type, place: .memory(pointee.base ?? address))
    } else if let type = pointee.subobjects.first?.type {
      self.init(type: .declared(type), place: .memory(address))
    } else {
      return nil
    }
  }
}
