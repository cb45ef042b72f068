// Which of several declared types an object is of, by its own bytes (`select` in a file of declarations).

import AllocationSites
import Primitives
import Synchronization
import TargetMemory
import TypeModel

/// Applies the rules of a selection to one block.
struct SelectedObject {
  let memory: any MemoryReader
  let block: AddressRange
  let conditions: SelectConditions

  /// The one choice whose test the block passes; nil when none does, or several do.
  func choose(among choices: [SelectedType]) -> SelectedType? {
    let passing = choices.filter(passes)
    return passing.count == 1 ? passing.first : nil
  }

  private func passes(_ choice: SelectedType) -> Bool {
    guard choice.offset <= block.size else { return false }
    let start = block.start + choice.offset
    let test = choice.rule.test
    guard let pointer = pointerOffset(of: choice.type, test),
      let word = word(
        at: start + UInt64(bitPattern: pointer &+ Int64(test.offset)), width: test.width),
      test.value(of: word) == choice.rule.value
    else { return false }
    return holds(choice.rule.condition, of: choice.type, at: start)
  }

  /// Bytes from the structure's start to the pointer that the program has: behind a header, whose last bytes the test reads, the
  /// start of the array that it ends in, or its end.
  private func pointerOffset(of type: UniqType, _ test: SelectTest) -> Int64? {
    guard test.offset < 0 else { return 0 }
    return (type.flexibleEnd?.offset ?? type.size).flatMap { Int64(exactly: $0) }
  }

  private func word(at address: Address, width: Int) -> UInt64? {
    let bytes = AddressRange(address, size: UInt64(width))
    guard block.start <= bytes.start, bytes.end <= block.end else { return nil }
    switch width {
    case 1: return (try? memory.value(UInt8.self, at: address)).map(UInt64.init)
    case 2: return (try? memory.value(UInt16.self, at: address)).map(UInt64.init)
    case 4: return (try? memory.value(UInt32.self, at: address)).map(UInt64.init)
    default: return try? memory.value(UInt64.self, at: address)
    }
  }

  /// What an allocator may have given: programs that ask it (`malloc_usable_size`) use that, and more than they asked for. jemalloc's
  /// size classes are up to 16 bytes or a quarter apart; glibc's smallest block has 24 bytes.
  private var room: AddressRange {
    AddressRange(block.start, size: max(block.size &+ max(16, block.size / 4), 24))
  }

  /// Whether a condition over the members holds. One that cannot be evaluated within the block's room does not.
  private func holds(_ condition: [UInt8], of type: UniqType, at start: Address) -> Bool {
    guard !condition.isEmpty else { return true }
    let scope = MemberScope(type: type, start: start, room: room, reader: memory)
    guard let node = conditions.node(of: condition) else { return false }
    return (try? ExpressionEvaluator(scope: scope).isTrue(node)) ?? false
  }
}

/// The conditions of selections, parsed once.
final class SelectConditions: Sendable {
  private let known = Mutex<[[UInt8]: ExpressionNode?]>([:])

  /// The tree of a condition; nil for what is no expression.
  func node(of text: [UInt8]) -> ExpressionNode? {
    known.withLock { known in
      if let found = known[text] { return found }
      let node = SelectCondition.parse(text)
      known[text] = .some(node)
      return node
    }
  }
}

/// The members of one object as names, and the bytes of its block as memory.
private struct MemberScope: ExpressionScope, MemoryReader {
  let type: UniqType
  let start: Address
  let room: AddressRange
  let reader: any MemoryReader

  /// The object itself, for types without members.
  private static let whole = Array("object".utf8)

  var memory: any MemoryReader { self }
  var universe: TypeUniverse { TypeUniverse([type.table]) }

  func readPrefix(
    at address: Address, into buffer: UnsafeMutableRawBufferPointer
  ) throws(ReadError) -> Int {
    guard room.contains(address) else { throw .unmapped(address) }
    let count = min(UInt64(buffer.count), room.end - address)
    return try reader.readPrefix(
      at: address, into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<Int(count)]))
  }

  func variables(named name: QualifiedName) -> [ScopeVariable] {
    if name.components == [Self.whole] {
      return [
        ScopeVariable(
          address: start, type: type, qualifiedName: Self.whole, isInExecutable: true,
          isLocal: false, isThreadLocal: false)
      ]
    }
    return type.concrete.members.filter { !$0.isBitField && name.components == [$0.name] }.map {
      member in
      ScopeVariable(
        address: start + UInt64(bitPattern: member.offset), type: member.type,
        qualifiedName: member.name, isInExecutable: true, isLocal: false, isThreadLocal: false)
    }
  }

  func isTypeName(_ name: QualifiedName) -> Bool { false }
  func functions(named name: QualifiedName) -> [ScopeFunction] { [] }
  func types(named name: QualifiedName, tag: TypeName.Tag?) -> [UniqType] { [] }
  func enumerators(named name: QualifiedName) -> [(type: UniqType, value: Int64)] { [] }
  func origin(of type: UniqType) -> [UInt8] { [] }
  func pointee(at address: Address) -> Pointee { Pointee(.unmapped) }
}

/// The condition of a selection, as a text.
public enum SelectCondition {
  /// Whether it parses as an expression; whether its names are members is seen with an object at hand.
  public static func isWellFormed(_ text: [UInt8]) -> Bool {
    parse(text) != nil
  }

  fileprivate static func parse(_ text: [UInt8]) -> ExpressionNode? {
    try? ExpressionParser.parse(text, oracle: NoTypeNames())
  }

  private struct NoTypeNames: TypeNameOracle {
    func isTypeName(_ name: QualifiedName) -> Bool { false }
  }
}
