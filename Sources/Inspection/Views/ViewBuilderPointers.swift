// Pointers: whose memory they point into, the text or function there, and the object when they are followed.

import Primitives
import TypeModel

extension ViewBuilder {
  mutating func pointer(
    to target: ExpressionType, _ source: ViewSource, _ position: Position
  ) -> ValueView.Content {
    guard let bytes = source.bytes(8) else { return source.obstacle(8) }
    let address = Address(IntegerValue(littleEndian: bytes, isSigned: false).word)
    var view = PointerView(address: address)
    guard address.raw != 0 else { return .pointer(view) }
    var pointee = scope.pointee(at: address)
    pointee.nameSubobject(of: target)
    view.pointee = pointee
    guard pointee.state != .unmapped else { return .pointer(view) }
    if let kind = target.characterKind {
      view.string = text(at: address, kind)
    } else if limits.following?(target) ?? (position.followed < limits.followedPointers) {
      view.target = followed(target, address, pointee, position)
    }
    return .pointer(view)
  }

  /// The text up to its NUL; nil when there is none to read, or it is more likely bytes than text.
  private func text(at address: Address, _ kind: CharacterKind) -> StringView? {
    let wanted = (max(limits.stringLength, 0) + 1) * kind.unit
    let bytes = scope.availableBytes(at: address, count: wanted)
    guard bytes.count >= kind.unit else { return nil }
    var text = StringView(units: bytes, kind, stopsAtNull: true, isTruncated: true)
    if text.unit == 1, text.bytes.count > limits.stringLength {
      text.bytes.removeLast(text.bytes.count - limits.stringLength)
    }
    return kind.isCertain || (text.looksLikeText && !text.isTruncated) ? text : nil
  }

  /// The object that is pointed at; of its own type rather than the pointer's for `void *` and base classes.
  private mutating func followed(
    _ target: ExpressionType, _ address: Address, _ pointee: Pointee, _ position: Position
  ) -> ValueView? {
    var object = ExpressionValue(type: target, place: .memory(address))
    switch target.shape {
    case .void, .opaque:
      guard let known = ExpressionValue(pointee, at: address) else { return nil }
      object = known
    case .record(let declared):
      let type = scope.completed(declared)
      object.type = type == declared.concrete ? target : .declared(type)
      if let whole = whole(pointee, holding: type, at: address) { object = whole }
    case .function: return nil
    default: break
    }
    guard let place = object.address else { return nil }
    let key = ShownObject(address: place, type: object.type)
    guard shown.insert(key).inserted else {
      return ValueView(type: object.type, address: place, content: .omitted(.shownAbove))
    }
    var inner = position
    inner.followed += 1
    inner.nesting += 1
    return view(object.type, ViewSource(memory: place, scope: scope), inner)
  }

  /// The object that a pointer to one of its bases points into: of a class derived from `base`, which lies at `address`.
  private func whole(_ pointee: Pointee, holding base: UniqType, at address: Address)
    -> ExpressionValue?
  {
    guard base.isPolymorphic, pointee.state == .live, let type = pointee.type?.concrete,
      let start = pointee.base, type.digest != base.digest,
      hasBase(base, at: address, in: type, at: start, depth: 0)
    else { return nil }
    return ExpressionValue(type: .declared(type), place: .memory(start))
  }

  private func hasBase(
    _ base: UniqType, at place: Address, in type: UniqType, at start: Address, depth: Int
  ) -> Bool {
    guard depth < RecordMembers.maximumDepth else { return false }
    return type.members.contains { member in
      guard member.isBase || member.isVirtualBase, let inner = member.type.map(scope.completed),
        let offset = RecordMembers(scope: scope).offset(of: member, in: start)
      else { return false }
      let address = start + UInt64(bitPattern: offset)
      return (address == place && inner.digest == base.digest)
        || hasBase(base, at: place, in: inner, at: address, depth: depth + 1)
    }
  }
}
