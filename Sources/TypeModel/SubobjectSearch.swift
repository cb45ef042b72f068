// Finds every member, element and base that covers one byte of an object.

import AgentLayout

/// One search. Only what covers the byte is visited; the depth, the members looked at and the readings are bounded, since
/// a damaged table can make a struct its own first member.
struct SubobjectSearch {
  /// The byte that is looked for, from the object's start.
  let target: UInt64
  let limit: Int
  let virtualBase: ((UInt64, Int64) -> Int64?)?

  private var found: [Reading] = []
  private var gaps: [Reading] = []
  private var visits = SubobjectLimits.visits
  private var isTruncated = false
  private var steps: [PathStep] = []

  init(target: UInt64, limit: Int, virtualBase: ((UInt64, Int64) -> Int64?)?) {
    self.target = target
    self.limit = limit
    self.virtualBase = virtualBase
  }

  /// A byte that some member covers is not padding, though another subobject's padding may lie there too: a derived
  /// class puts members into its base's tail padding (Itanium C++ ABI 2.4), and unions overlap.
  var result: Readings {
    let all = found.isEmpty ? Array(gaps.prefix(max(limit, 1))) : found
    return Readings(all: all, isTruncated: isTruncated)
  }

  /// Searches a whole object.
  mutating func start(_ object: ObjectShape) {
    guard target < object.size else { return }
    guard case .array = object.fit, let size = object.element.concrete.size else {
      return visit(object.element, at: 0, extent: object.size)
    }
    let index = target / size
    enter(.element(index), nil, object.element, at: index * size, extent: size)
  }

  /// Visits something of `type` at `start` that has `extent` bytes to itself, the target among them.
  private mutating func visit(_ declared: UniqType, at start: UInt64, extent: UInt64) {
    guard steps.count < SubobjectLimits.depth, visits > 0 else {
      isTruncated = true
      return
    }
    visits -= 1
    let declared = declared.innermostStored
    let type = declared.concrete
    if type.kind == .array {
      visitElement(of: type, declared, at: start, extent: extent)
    } else if type.isRecord, type.memberCount > 0 {
      visitMembers(of: type, declared, at: start, extent: extent)
    } else if let size = type.size, target - start >= size {
      record(.padding, declared, start: target)
    } else {
      record(.value, declared, start: start)
    }
  }

  private mutating func visitElement(
    of array: UniqType, _ declared: UniqType, at start: UInt64, extent: UInt64
  ) {
    guard let element = array.target, let size = element.concrete.size, size > 0 else {
      return record(.value, declared, start: start)
    }
    let index = (target - start) / size
    guard index < max(array.elementCount ?? 0, extent / size) else {
      return record(.padding, declared, start: target)
    }
    enter(.element(index), nil, element, at: start + index * size, extent: size)
  }

  private mutating func visitMembers(
    of type: UniqType, _ declared: UniqType, at start: UInt64, extent: UInt64
  ) {
    let before = found.count + gaps.count
    var lost = false
    let count = type.memberCount
    for place in 0..<count {
      guard visits > 0, found.count < limit else {
        isTruncated = true
        return
      }
      visits -= 1
      guard let member = type.member(place) else { break }
      guard let place = position(of: member, in: start) else {
        lost = lost || member.isVirtualBase
        continue
      }
      visit(member, of: type, at: place, spare: extent &- (place &- start))
    }
    if found.count + gaps.count == before {
      record(lost ? .unresolvedVirtualBase : .padding, declared, start: target)
    }
  }

  /// Bytes from the object's start to a member; nil when it is not known or outside.
  private func position(of member: Member, in start: UInt64) -> UInt64? {
    var offset = member.offset
    if member.isVirtualBase {
      guard let found = virtualBase?(start, offset) else { return nil }
      offset = found
    }
    guard let signed = Int64(exactly: start) else { return nil }
    let (sum, overflow) = signed.addingReportingOverflow(offset)
    return overflow ? nil : UInt64(exactly: sum)
  }

  /// Enters a member if it covers the target. `spare`: bytes from its start to the end of what is around it.
  private mutating func visit(
    _ member: Member, of type: UniqType, at place: UInt64, spare: UInt64
  ) {
    guard let memberType = member.type, place <= target else { return }
    let distance = target - place
    if let bits = member.bitSize {
      let bytes = (member.bitShift + bits + 7) / 8
      guard distance < UInt64(bytes) else { return }
      return leaf(member, memberType, at: place)
    }
    let concrete = memberType.concrete
    var size = concrete.size ?? 0
    if type.isFlexible, concrete.isOpenEnded, spare > size { size = spare }
    guard distance < size else {
      // A base's virtual bases lie where the whole object has them, which may be outside the base's own extent.
      if member.isBase { visitVirtualBases(of: member, concrete, at: place) }
      return
    }
    // An empty base has no bytes of its own; its address is that of the members (Itanium C++ ABI 2.4).
    if member.isBase, type.size != 1, concrete.isEmptyClass() { return }
    let kind: PathStep.Kind =
      member.isBase ? .base : member.isAnonymous || member.name.isEmpty ? .anonymous : .member
    enter(kind, member, memberType, at: place, extent: size)
  }

  private mutating func visitVirtualBases(of base: Member, _ type: UniqType, at start: UInt64) {
    guard steps.count < SubobjectLimits.depth, found.isEmpty, let declared = base.type else {
      return
    }
    steps.append(PathStep(kind: .base, member: base, type: declared, offset: start))
    defer { steps.removeLast() }
    for index in 0..<type.memberCount {
      guard visits > 0, let member = type.member(index), member.isBase else { continue }
      visits -= 1
      guard let place = position(of: member, in: start) else { continue }
      visit(member, of: type, at: place, spare: member.type?.concrete.size ?? 0)
    }
  }

  private mutating func leaf(_ member: Member, _ type: UniqType, at place: UInt64) {
    steps.append(PathStep(kind: .member, member: member, type: type, offset: place))
    record(.value, type, start: place)
    steps.removeLast()
  }

  private mutating func enter(
    _ kind: PathStep.Kind, _ member: Member?, _ type: UniqType, at place: UInt64, extent: UInt64
  ) {
    steps.append(PathStep(kind: kind, member: member, type: type, offset: place))
    visit(type, at: place, extent: extent)
    steps.removeLast()
  }

  private mutating func record(_ leaf: Reading.Leaf, _ type: UniqType, start: UInt64) {
    guard found.count < limit, gaps.count <= limit else {
      isTruncated = true
      return
    }
    let reading = Reading(
      steps: steps, leaf: leaf, type: type, start: start, offset: target - start)
    if leaf == .value { found.append(reading) } else { gaps.append(reading) }
  }
}

extension UniqType {
  /// The type itself, or what raw memory of this type holds, which may be raw memory again.
  fileprivate var innermostStored: UniqType {
    var type = self
    for _ in 0..<SubobjectLimits.depth {
      guard let stored = type.concrete.storedType else { break }
      type = stored
    }
    return type
  }

  /// Whether a class has no members and no bases with any.
  fileprivate func isEmptyClass(depth: Int = 0) -> Bool {
    guard isRecord, size == 1, depth < SubobjectLimits.depth else { return false }
    return members.allSatisfy { member in
      member.isBase && member.type?.concrete.isEmptyClass(depth: depth + 1) ?? false
    }
  }

  /// Whether a member of this concrete type may be longer than its declaration when it ends a block.
  fileprivate var isOpenEnded: Bool {
    kind == .array ? (elementCount ?? 0) <= 1 : isRecord && isFlexible
  }
}
