// Reads values for the tree of an object, a part at a time.

import Inspection
import Primitives
import Rendering
import TargetMemory
import TypeModel

/// Takes values apart. Memory is read once: the tree and the bytes beside it are of the same moment.
struct FieldReader: Sendable {
  let scope: InspectorScope
  let inspector: Inspector
  /// Show the members of containers instead of what they hold.
  let isRaw: Bool
  /// What a theme says of objects of some types.
  let rules: DisplayRules

  /// Elements of an array that are shown together.
  static let sliceLength: UInt64 = 100

  init(_ inspector: Inspector, isRaw: Bool, rules: DisplayRules) {
    self.rules = rules
    self.inspector = inspector
    self.isRaw = isRaw
    scope = InspectorScope(inspector)
  }

  var display: ObjectDisplay? { ObjectDisplay(rules, scope: scope) }

  private var limits: ViewLimits {
    var limits = ViewLimits()
    limits.elements = Int(Self.sliceLength)
    limits.stringLength = 1000
    limits.values = 2000
    limits.repeats = 4
    limits.isRaw = isRaw
    return limits
  }

  func view(of value: ExpressionValue) -> ValueView {
    ViewBuilder.view(of: value, in: scope, limits: limits)
  }

  /// Elements of an array, `first` the number of the one at the address.
  func elements(_ type: ExpressionType, at address: Address, count: UInt64) -> [ArrayView.Run] {
    let array = ExpressionType.array(type, count: count)
    let view = view(of: ExpressionValue(type: array, place: .memory(address)))
    guard case .array(let array) = view.content else { return [] }
    return array.runs.map(pointing)
  }

  /// A word of memory without a type, as a pointer if it can be one; other elements as they are.
  func pointing(_ word: ArrayView.Run) -> ArrayView.Run {
    guard case .basic(.unsignedLong) = word.value.type,
      case .integer(let value) = word.value.content, let place = word.value.address,
      let raw = UInt64(exactly: value.bits), inspector.mappings.containing(Address(raw)) != nil
    else { return word }
    var word = word
    word.value = view(of: ExpressionValue(type: .pointer(.void), place: .memory(place)))
    return word
  }

  /// What lies at an address that a pointer to `type` leads to: the whole object that holds it, when that is known; else what
  /// the pointer says; else words. Nil when nothing can be read there.
  func object(at address: Address, pointedBy type: ExpressionType?) -> ExpressionValue? {
    let answer = inspector.classify(address)
    if let object = answer.object, answer.allocator != .code {
      return ExpressionValue(object.shape, at: object.start)
    }
    if let type, case let complete = completed(type), let size = complete.size, size > 0 {
      let count = complete.isScalar ? (answer.allocation.map { ($0.end - address) / size } ?? 1) : 1
      let whole = count > 1 ? .array(complete, count: count) : complete
      return ExpressionValue(type: whole, place: .memory(address))
    }
    guard answer.region != nil, answer.allocator != .code else { return nil }
    let block = answer.allocation ?? AddressRange(address, size: 256)
    let words = ExpressionType.array(.basic(.unsignedLong), count: max(block.size / 8, 1))
    return ExpressionValue(type: words, place: .memory(block.start))
  }

  private func completed(_ type: ExpressionType) -> ExpressionType {
    guard case .record(let record) = type.shape, record.isIncomplete,
      let found = scope.universe.definition(of: record)
    else { return type }
    return .declared(found)
  }

  /// The bytes of a range up to the first that cannot be read.
  func bytes(at address: Address, count: Int) -> [UInt8] {
    var result = [UInt8](repeating: 0, count: max(count, 0))
    let got = result.withUnsafeMutableBytes { buffer in
      var filled = 0
      while filled < buffer.count {
        let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
        guard let more = try? scope.memory.readPrefix(at: address + UInt64(filled), into: rest),
          more > 0
        else { break }
        filled += more
      }
      return filled
    }
    return Array(result[..<got])
  }
}

extension ExpressionType {
  /// Whether a pointer to it points as often to the first of many, in memory that says nothing of itself.
  fileprivate var isScalar: Bool {
    switch shape {
    case .integer, .floating, .enumeration, .boolean, .pointer: true
    default: false
    }
  }
}
