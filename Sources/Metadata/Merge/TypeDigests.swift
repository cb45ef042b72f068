// The digests of types: what two modules compare to know that they mean the same type.

import AgentLayout

/// Computes digests as Documentation/FORMATS.md, "Digests", lays down, after Kell 2015 §4.1.
///
/// A digest covers the structure: of records the name, the size and every member; but what is only pointed to counts by
/// its name, which breaks cycles and keeps a type the same whether or not a unit saw its neighbours' definitions.
struct TypeDigests {
  private let graph: TypeGraph
  /// The definition that stands for an incomplete type, by the type's index; its own index for others.
  private let definitions: [Int32]
  private var whole: [UInt64]
  private var state: [State]

  private enum State: UInt8 {
    case unknown, underway, known
  }

  /// Deeper containment than any compiler accepts.
  private static let depthLimit = 1_000

  /// The digest of every type of the graph.
  static func compute(_ graph: TypeGraph, definitions: [Int32]) -> [UInt64] {
    var digests = TypeDigests(graph, definitions)
    for index in graph.types.indices { _ = digests.digest(index, depth: 0) }
    return digests.whole
  }

  private init(_ graph: TypeGraph, _ definitions: [Int32]) {
    self.graph = graph
    self.definitions = definitions
    whole = Array(repeating: 0, count: graph.types.count)
    state = Array(repeating: .unknown, count: graph.types.count)
  }

  /// The digest of a type's structure.
  private mutating func digest(_ place: Int, depth: Int) -> UInt64 {
    let index = Int(definitions[place])
    if state[index] != .known {
      // A type that contains itself is damaged; the place where the circle is cut counts as nothing.
      guard state[index] == .unknown, depth < Self.depthLimit else { return 0 }
      state[index] = .underway
      whole[index] = compute(index, depth: depth)
      state[index] = .known
    }
    if index != place {
      whole[place] = whole[index]
      state[place] = .known
    }
    return whole[index]
  }

  /// The digest of a type that is only referred to: named records and enums count by name.
  private mutating func nominal(_ place: Int, depth: Int) -> UInt64 {
    let index = withoutAliases(place)
    let type = graph.types[index]
    if type.kind.isTagged, type.name != .empty {
      var digest = Digest()
      digest.add(type.kind.tagLetter)
      digest.add(UInt8(ascii: "*"))
      digest.add(graph.strings.hash(type.name))
      return digest.value
    }
    if type.kind == .array { return array(type, depth, isNominal: true) }
    return digest(index, depth: depth + 1)
  }

  private func withoutAliases(_ place: Int) -> Int {
    var index = place
    for _ in 0..<Self.depthLimit {
      guard graph.types[index].kind.isAlias else { return index }
      index = graph.types[index].target.index
    }
    return 0
  }

  private mutating func compute(_ index: Int, depth: Int) -> UInt64 {
    let type = graph.types[index]
    var digest = Digest()
    switch type.kind {
    case .typedef, .const, .volatile, .restrict, .atomic:
      return self.digest(type.target.index, depth: depth + 1)
    case .array: return array(type, depth, isNominal: false)
    case .structure, .class, .union: addRecord(type, &digest, depth)
    case .enumeration: addEnumeration(type, &digest)
    case .function: addFunction(type, &digest, depth)
    case .base:
      digest.add(UInt8(ascii: "B"))
      digest.add(type.encoding == Self.boolean ? Self.boolName : graph.strings.hash(type.name))
      digest.add(type.size)
    case .void: digest.add(UInt8(ascii: "V"))
    case .unspecified:
      digest.add(UInt8(ascii: "N"))
      digest.add(graph.strings.hash(type.name))
    default:
      digest.add(type.kind.referenceLetter)
      if type.kind == .memberPointer { digest.add(nominal(type.container.index, depth: depth + 1)) }
      digest.add(nominal(type.target.index, depth: depth + 1))
    }
    return digest.value
  }

  /// `DW_ATE_boolean`, which C calls `_Bool` and C++ `bool`.
  private static let boolean: UInt8 = 2
  private static let boolName = Array("bool".utf8).withUnsafeBytes { Digest.of($0) }

  private mutating func array(_ type: RawType, _ depth: Int, isNominal: Bool) -> UInt64 {
    guard depth < Self.depthLimit else { return 0 }
    var digest = Digest()
    digest.add(UInt8(ascii: type.has(SCRY_TYPE_VECTOR) ? "X" : "A"))
    // int a[0] and int a[] are the same flexible array, which compilers write either way.
    digest.add(type.elements == 0 ? SCRY_META_UNKNOWN_SIZE : type.elements)
    let element = type.target.index
    digest.add(
      isNominal ? nominal(element, depth: depth + 1) : self.digest(element, depth: depth + 1))
    return digest.value
  }

  private mutating func addRecord(_ type: RawType, _ digest: inout Digest, _ depth: Int) {
    digest.add(type.kind.tagLetter)
    digest.add(graph.strings.hash(type.name))
    digest.add(type.has(SCRY_TYPE_INCOMPLETE) ? SCRY_META_UNKNOWN_SIZE : type.size)
    for place in graph.members(of: type) {
      let member = graph.members[place]
      digest.add(UInt64(member.flags & Self.digestedFlags))
      digest.add(graph.strings.hash(member.name))
      digest.add(UInt64(bitPattern: member.offset))
      digest.add(UInt64(member.bitShift) << 16 | UInt64(member.bitSize))
      // Compilers give the vtable pointer different types.
      let isTablePointer = member.has(SCRY_MEMBER_ARTIFICIAL)
      digest.add(isTablePointer ? 0 : self.digest(member.type.index, depth: depth + 1))
    }
  }

  private static let digestedFlags = UInt8(
    SCRY_MEMBER_BIT_FIELD.rawValue | SCRY_MEMBER_BASE.rawValue
      | SCRY_MEMBER_VIRTUAL_BASE.rawValue | SCRY_MEMBER_ARTIFICIAL.rawValue)

  private func addEnumeration(_ type: RawType, _ digest: inout Digest) {
    digest.add(UInt8(ascii: "E"))
    digest.add(graph.strings.hash(type.name))
    digest.add(type.size)
    for place in graph.enumerators(of: type) {
      digest.add(graph.strings.hash(graph.enumerators[place].name))
      digest.add(UInt64(bitPattern: graph.enumerators[place].value))
    }
  }

  private mutating func addFunction(_ type: RawType, _ digest: inout Digest, _ depth: Int) {
    digest.add(UInt8(ascii: "F"))
    digest.add(nominal(type.target.index, depth: depth + 1))
    for place in graph.members(of: type) {
      digest.add(nominal(graph.members[place].type.index, depth: depth + 1))
    }
    digest.add(UInt8(type.has(SCRY_TYPE_VARIADIC) ? 1 : 0))
  }
}

extension TypeKindCode {
  /// Struct and class are one in C++.
  fileprivate var tagLetter: UInt8 {
    switch self {
    case .union: UInt8(ascii: "U")
    case .enumeration: UInt8(ascii: "E")
    default: UInt8(ascii: "S")
    }
  }

  fileprivate var referenceLetter: UInt8 {
    switch self {
    case .reference: UInt8(ascii: "R")
    case .rvalueReference: UInt8(ascii: "Q")
    case .memberPointer: UInt8(ascii: "M")
    default: UInt8(ascii: "P")
    }
  }
}
