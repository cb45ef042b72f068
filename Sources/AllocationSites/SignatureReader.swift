// What callers need to know of a function, out of DWARF and the calling convention.

import AgentLayout
import DebugInfo
import Primitives
import TypeModel

/// Assigns parameters to general registers (System V x86-64 ABI §3.2.3).
struct SignatureReader: Sendable {
  let types: TypeTable
  let typeIndex: @Sendable (Die.Key) -> UInt32?

  /// How a value of a type travels.
  private enum Passage {
    case general(registers: Int)
    case elsewhere
    /// Not known: nothing can be said of the parameters that follow.
    case unknown
  }

  func index(_ type: Die?) -> UInt32? { type.flatMap { typeIndex($0.key) } }

  /// The signature of a function. `registers` says where parameters are at the entry, for those with such a location:
  /// then the compiler may have changed the signature, and only those are believed.
  func signature(
    of function: DwarfFunction, name: [UInt8], registers: [Int: UInt8]
  ) -> Signature {
    let parameters = function.scopes.first?.variables.filter(\.isParameter) ?? []
    var signature = Signature(name: name)
    signature.result = index(function.type)
    let isInMemory = resultIsInMemory(function.type)
    signature.givesWord = function.type.map { givesWord($0) } ?? false
    signature.parameters =
      registers.isEmpty
      ? byConvention(parameters, hiddenResult: isInMemory) : byLocation(parameters, registers)
    signature.isConstructor = Self.isConstructor(function.die, parameters)
    signature.isNoReturn = Self.isNoReturn(function.die)
    signature.isAllocatorTemplate = Self.isAllocatorTemplate(function.die, function.name)
    signature.created = created(by: function.die, named: function.name)
    return signature
  }

  /// The concrete type of the objects that one of the C++ library's functions for new objects makes.
  func created(by function: Die, named name: ByteString) -> UInt32? {
    guard let type = index(CreatedType.of(function, named: name)).flatMap({ types.type($0) })
    else { return nil }
    let concrete = type.concrete
    return concrete.kind == .array ? concrete.target?.concrete.index : concrete.index
  }

  private func byLocation(
    _ parameters: [FunctionVariable], _ registers: [Int: UInt8]
  ) -> [UInt32?] {
    var result: [UInt32?] = Array(repeating: nil, count: Place.arguments.count)
    for (number, register) in registers {
      guard let place = Place.register(register),
        let position = Place.arguments.firstIndex(of: place), parameters.indices.contains(number)
      else { continue }
      result[position] = index(parameters[number].type)
    }
    return result
  }

  private func byConvention(_ parameters: [FunctionVariable], hiddenResult: Bool) -> [UInt32?] {
    var result: [UInt32?] = hiddenResult ? [nil] : []
    for parameter in parameters {
      switch passage(parameter.type) {
      case .general(let count):
        guard result.count + count <= Place.arguments.count else { continue }
        result.append(index(parameter.type))
        result += Array(repeating: nil, count: count - 1)
      case .elsewhere: continue
      case .unknown: return result
      }
    }
    return result
  }

  private func passage(_ die: Die?) -> Passage {
    guard let die, let type = index(die).flatMap({ types.type($0) })?.concrete else {
      return .unknown
    }
    switch type.kind {
    case .pointer, .reference, .rvalueReference, .enumeration: return .general(registers: 1)
    case .base:
      let isFloat = type.record.encoding == Self.floatEncoding
      return isFloat ? .elsewhere : .general(registers: (type.size ?? 8) > 8 ? 2 : 1)
    case .structure, .class, .union: return aggregate(die, type)
    case .memberPointer: return .general(registers: (type.size ?? 8) > 8 ? 2 : 1)
    default: return .unknown
    }
  }

  /// DW_ATE_float (DWARF 5 §7.8).
  private static let floatEncoding: UInt8 = 4

  private func aggregate(_ die: Die, _ type: UniqType) -> Passage {
    // DW_CC_pass_by_reference: a class with a copy constructor or destructor of its own (DWARF 5 §7.15).
    if let convention = Self.concrete(die).unsigned(.callingConvention) {
      if convention == 4 { return .general(registers: 1) }
    } else if type.record.language == UInt8(SCRY_LANGUAGE_CXX.rawValue) {
      return .unknown
    }
    guard let size = type.size, size <= 16 else { return .elsewhere }
    if size == 0 { return .elsewhere }
    let halves = (0..<(size + 7) / 8).map { hasInteger(type, half: Int64($0), depth: 0) }
    let count = halves.filter { $0 }.count
    return count == 0 ? .elsewhere : .general(registers: count)
  }

  /// The type's DIE without typedefs and qualifiers.
  private static func concrete(_ die: Die) -> Die {
    var die = die
    for _ in 0..<32 {
      switch die.tag {
      case .typedef, .constType, .volatileType, .restrictType, .atomicType:
        guard let next = die.reference(.type) else { return die }
        die = next
      default: return die
      }
    }
    return die
  }

  /// Whether an eightbyte of an aggregate holds anything but floating-point numbers.
  private func hasInteger(_ type: UniqType, half: Int64, depth: Int) -> Bool {
    guard depth < 8 else { return true }
    switch type.kind {
    case .base: return type.record.encoding != Self.floatEncoding
    case .structure, .class, .union:
      return type.members.contains { member in
        guard let inner = member.type?.concrete else { return false }
        let start = member.offset
        let end = start + Int64(clamping: inner.size ?? 8)
        guard start < (half + 1) * 8, end > half * 8 else { return false }
        return hasInteger(inner, half: max(0, half - start / 8), depth: depth + 1)
      }
    case .array:
      return type.target.map { hasInteger($0.concrete, half: 0, depth: depth + 1) } ?? false
    default: return true
    }
  }

  private func resultIsInMemory(_ die: Die?) -> Bool {
    guard let die, let type = index(die).flatMap({ types.type($0) })?.concrete else { return false }
    switch type.kind {
    case .structure, .class, .union:
      if let size = type.size, size > 16 { return true }
      return Self.concrete(die).unsigned(.callingConvention) == 4
    default: return false
    }
  }

  /// Whether rax holds (the first 8 bytes of) the result.
  private func givesWord(_ die: Die) -> Bool {
    guard let type = index(die).flatMap({ types.type($0) })?.concrete else { return true }
    switch type.kind {
    case .pointer, .reference, .rvalueReference: return true
    case .base: return type.size == 8 && type.record.encoding != Self.floatEncoding
    case .structure, .class, .union:
      guard !resultIsInMemory(die), let size = type.size, size >= 8 else { return false }
      return hasInteger(type, half: 0, depth: 0)
    case .void: return false
    default: return false
    }
  }

  // MARK: Names

  static func isConstructor(_ die: Die, _ parameters: [FunctionVariable]) -> Bool {
    guard let this = parameters.first, this.isArtificial else { return false }
    return isConstructor(die)
  }

  /// Whether a function has its class's name.
  static func isConstructor(_ die: Die) -> Bool {
    guard let name = die.inheritedString(.name), let owner = die.declaration.parent,
      owner.tag == .structureType || owner.tag == .classType, let className = owner.name
    else { return false }
    let plain = className.prefix { $0 != UInt8(ascii: "<") }
    return name.prefix { $0 != UInt8(ascii: "<") }.elementsEqual(plain)
  }

  static func isNoReturn(_ die: Die) -> Bool {
    die.flag(.noreturn) || die.declaration.flag(.noreturn)
  }

  /// `allocate` of std::allocator, its bases and its traits.
  static func isAllocatorTemplate(_ die: Die, _ name: ByteString) -> Bool {
    guard name == "allocate", let owner = die.declaration.parent?.name else { return false }
    let names = ["allocator<", "new_allocator<", "__new_allocator<", "allocator_traits<"]
    return names.contains { owner.starts(with: $0.utf8) }
  }
}
