// Structs, classes and unions, with their bases, bit-fields and flexible ends.

import AgentLayout
import Primitives
import TypeModel

extension ViewBuilder {
  mutating func record(
    _ declared: UniqType, _ source: ViewSource, _ position: Position
  ) -> ValueView.Content {
    let type = scope.completed(declared)
    guard !type.isIncomplete, let size = type.size else { return .omitted(.incomplete) }
    let source = source.loaded(size: size)
    if !limits.isRaw, let stored = type.storedType {
      return view(.declared(stored), source, position).content
    }
    // C++'s empty classes have one byte. Others without members (Rust's enums) hold something that is not described.
    if type.memberCount == 0, size > 1, let bytes = source.bytes(Int(min(size, 64))) {
      return .raw(bytes)
    }
    return container(type, source, position) ?? .record(fields(of: type, source, position))
  }

  /// The members as they are declared.
  mutating func fields(
    of type: UniqType, _ source: ViewSource, _ position: Position
  ) -> [FieldView] {
    var inner = position
    inner.nesting += 1
    var fields: [FieldView] = []
    for place in 0..<type.memberCount {
      guard remaining > 0 else {
        fields.append(.omitted)
        break
      }
      guard let member = type.member(place) else { continue }
      let isLast = place == type.memberCount - 1
      fields.append(field(member, of: type, isLast: isLast, source, inner))
    }
    return fields
  }

  private mutating func field(
    _ member: Member, of record: UniqType, isLast: Bool, _ source: ViewSource,
    _ position: Position
  ) -> FieldView {
    var field = FieldView(name: member.name, kind: member.fieldKind, value: .nothing)
    guard let type = member.type else { return field }
    if field.name.isEmpty, member.isBase || member.isVirtualBase { field.name = type.concrete.name }
    field.value.type = .declared(type)
    let members = RecordMembers(scope: scope)
    guard let offset = members.offset(of: member, in: source.address) else {
      field.value.content = .omitted(.unknownPlace)
      return field
    }
    let place = source.advanced(by: offset)
    if let bits = member.bitSize {
      field.value = bitField(
        .declared(type), place, shift: Int(member.record.bit_shift), count: bits)
    } else if member.isVirtualBase, let address = place.address, !markShown(type, at: address) {
      field.value.content = .omitted(.shownAbove)
    } else if isLast, let flexible = flexibleEnd(of: record, type, source, place) {
      field.value = view(flexible, place, position)
    } else {
      field.value = view(.declared(type), place, position)
    }
    return field
  }

  /// Remembers an object; false when it was shown before.
  mutating func markShown(_ type: UniqType, at address: Address) -> Bool {
    shown.insert(ShownObject(address: address, type: .declared(type))).inserted
  }

  /// The type of a flexible last member, made precise by the block that the record lies in; nil when the record has
  /// none, or the block says no more than the declaration.
  private func flexibleEnd(
    of record: UniqType, _ type: UniqType, _ source: ViewSource, _ place: ViewSource
  ) -> ExpressionType? {
    guard record.isFlexible,
      case .array(let element, let count) = ExpressionType.declared(type).shape,
      let elementSize = element.size, elementSize > 0,
      let start = place.address, let address = source.address
    else { return nil }
    let pointee = scope.pointee(at: address)
    guard let base = pointee.base, let size = pointee.size, base <= address else { return nil }
    let end = base + size
    guard end >= start, size <= UInt64(Int64.max) else { return nil }
    // A record inside an array, or inside a larger one, does not own the bytes behind it.
    guard base == address else { return nil }
    let elements = (end - start) / elementSize
    return elements > count ?? 0 ? .array(element, count: elements) : nil
  }
}

extension Member {
  fileprivate var fieldKind: FieldView.Kind {
    if isVirtualBase { return .virtualBase }
    if isBase { return .base }
    return isAnonymous ? .anonymous : .member
  }
}

extension ValueView {
  /// A value of which nothing is known.
  static let nothing = ValueView(type: .void, address: nil, content: .omitted(.incomplete))
}

extension FieldView {
  /// Stands for all members behind a limit.
  static let omitted = FieldView(
    name: [], kind: .member,
    value: ValueView(type: .void, address: nil, content: .omitted(.limit)))
}
