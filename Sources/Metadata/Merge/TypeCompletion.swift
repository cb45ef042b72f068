// Fills in what DWARF leaves to be computed: sizes of arrays, pointers and typedefs, and flags that follow from members.

import AgentLayout

/// Computes sizes and flags of merged types from those of the types that they are made of.
struct TypeCompletion {
  private(set) var types: [RawType]
  private let members: [RawMember]
  private let concrete: [UInt32]
  private var isSized: [Bool]
  private var isFlagged: [Bool]

  /// Nesting of arrays and bases; deeper ones come from damaged files.
  private static let depthLimit = 256

  init(types: [RawType], members: [RawMember], concrete: [UInt32]) {
    self.types = types
    self.members = members
    self.concrete = concrete
    isSized = Array(repeating: false, count: types.count)
    isFlagged = isSized
  }

  mutating func run() {
    for index in types.indices { _ = size(index, depth: 0) }
    for index in types.indices { flag(index, depth: 0) }
  }

  private mutating func size(_ index: Int, depth: Int) -> UInt64 {
    if isSized[index] { return types[index].size }
    isSized[index] = true
    let type = types[index]
    guard depth < Self.depthLimit else { return type.size }
    var size = type.size
    switch type.kind {
    case .typedef, .const, .volatile, .restrict, .atomic:
      size = self.size(type.target.index, depth: depth + 1)
    case .array where size == SCRY_META_UNKNOWN_SIZE || type.elements == SCRY_META_UNKNOWN_SIZE:
      size = arraySize(type, depth)
    case .pointer, .reference, .rvalueReference:
      if size == SCRY_META_UNKNOWN_SIZE { size = 8 }
    case .memberPointer where size == SCRY_META_UNKNOWN_SIZE:
      // Itanium C++ ABI 2.3: an offset, or for functions a pointer and an adjustment.
      size = types[Int(concrete[type.target.index])].kind == .function ? 16 : 8
    case .enumeration where size == SCRY_META_UNKNOWN_SIZE:
      size = self.size(type.target.index, depth: depth + 1)
    case .function, .void: size = SCRY_META_UNKNOWN_SIZE
    default: break
    }
    types[index].size = size
    return size
  }

  private mutating func arraySize(_ type: RawType, _ depth: Int) -> UInt64 {
    let element = size(type.target.index, depth: depth + 1)
    guard type.elements != SCRY_META_UNKNOWN_SIZE, element != SCRY_META_UNKNOWN_SIZE else {
      return SCRY_META_UNKNOWN_SIZE
    }
    let (product, overflow) = type.elements.multipliedReportingOverflow(by: element)
    return overflow ? SCRY_META_UNKNOWN_SIZE : product
  }

  private mutating func flag(_ index: Int, depth: Int) {
    guard !isFlagged[index], types[index].kind.isRecord, depth < Self.depthLimit else { return }
    isFlagged[index] = true
    let first = Int(types[index].first)
    let range = first..<(first + Int(types[index].count))
    for member in members[range] where member.has(SCRY_MEMBER_BASE) {
      let base = Int(concrete[member.type.index])
      flag(base, depth: depth + 1)
      if types[base].has(SCRY_TYPE_POLYMORPHIC) || member.has(SCRY_MEMBER_VIRTUAL_BASE) {
        types[index].set(SCRY_TYPE_POLYMORPHIC)
      }
    }
    guard types[index].kind != .union, let last = members[range].last, last.bitSize == 0 else {
      return
    }
    if isOpenEnded(last, of: types[index], depth) { types[index].set(SCRY_TYPE_FLEXIBLE) }
  }

  /// Whether a last member has no bound: an array of unknown, no or, at the end, one element, or a struct that ends so.
  private mutating func isOpenEnded(_ last: RawMember, of type: RawType, _ depth: Int) -> Bool {
    let index = Int(concrete[last.type.index])
    if types[index].kind == .array {
      guard !types[index].has(SCRY_TYPE_VECTOR) else { return false }
      switch types[index].elements {
      case 0, SCRY_META_UNKNOWN_SIZE: return true
      case 1:
        let (end, overflow) = UInt64(bitPattern: last.offset).addingReportingOverflow(
          types[index].size)
        // Behind the pre-C99 form, char contents[1], only padding.
        return !overflow && last.offset > 0 && end <= type.size && type.size - end < 8
      default: return false
      }
    }
    flag(index, depth: depth + 1)
    return types[index].kind.isRecord && types[index].has(SCRY_TYPE_FLEXIBLE)
  }
}
