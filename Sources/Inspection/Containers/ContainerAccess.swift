// `v[2]`, `m["key"]`, `*p` and `p->field` on containers and smart pointers, without a call into the target.

import Primitives
import TypeModel

extension ExpressionEvaluator {
  /// Lists and trees are searched for an element so far, in nodes.
  private static let searchedNodes = 100_000

  /// The element of a container at an index, or a map's value of a key; nil when the value is no such container.
  func containerElement(
    of container: ExpressionValue, at index: ExpressionNode, _ node: ExpressionNode
  ) throws(ExpressionError) -> ExpressionValue? {
    guard let object = containerObject(container) else { return nil }
    let contents = try contents(of: object, node)
    switch contents.body {
    case .contiguous(let type, let start):
      return try element(type, start, at: try position(index, contents.count), node)
    case .text(let type, let start):
      return try element(type, start, at: try position(index, contents.count), node)
    case .bits(let start, let skipped):
      return try bit(at: start, skipped + (try position(index, contents.count)), node)
    case .elements(let values, _) where object.hasIndex:
      return values[Int(try position(index, UInt64(values.count)))]
    case .entries(let pairs, let isTruncated):
      return try mapped(pairs, isTruncated, key: index, node)
    case .value(let pointer):
      guard case .pointer(let address, let target) = try scalar(pointer, node.range) else {
        return nil
      }
      guard case .integer(let number) = try scalar(index) else {
        throw ExpressionError(.notAnInteger([]), at: index.range)
      }
      return try element(target, Address(address), at: number.word, node)
    case .nothing where contents.count == 0:
      throw ExpressionError(.outOfRange(count: 0), at: index.range)
    default: return nil
    }
  }

  /// What a smart pointer or an `optional` leads to: a pointer, or the value itself; nil for other values.
  func pointed(
    by value: ExpressionValue, _ node: ExpressionNode
  ) throws(ExpressionError) -> ExpressionValue? {
    guard let object = containerObject(value), object.isPointerLike else { return nil }
    guard case .value(let inner) = try contents(of: object, node).body else {
      throw ExpressionError(.emptyContainer(value.type.spelling), at: node.range)
    }
    return inner
  }

  private func containerObject(_ value: ExpressionValue) -> ContainerObject? {
    guard let address = value.address, case .record(let record) = value.type.shape else {
      return nil
    }
    let type = scope.completed(record)
    guard ContainerFamily.name(of: type) != nil else { return nil }
    return ContainerObject(type, at: address, in: scope)
  }

  private func contents(
    of object: ContainerObject, _ node: ExpressionNode
  ) throws(ExpressionError) -> ContainerContents {
    do throws(ContainerProblem) {
      return try ContainerDecoder.contents(of: object, limit: Self.searchedNodes)
    } catch {
      throw ExpressionError(.container(error), at: node.range)
    }
  }

  /// An index below a count.
  private func position(
    _ index: ExpressionNode, _ count: UInt64?
  ) throws(ExpressionError) -> UInt64 {
    guard case .integer(let number) = try scalar(index) else {
      throw ExpressionError(.notAnInteger([]), at: index.range)
    }
    let count = count ?? 0
    guard number.value >= 0, number.value < Int128(count) else {
      throw ExpressionError(.outOfRange(count: count), at: index.range)
    }
    return number.word
  }

  private func element(
    _ type: ExpressionType, _ start: Address, at index: UInt64, _ node: ExpressionNode
  ) throws(ExpressionError) -> ExpressionValue {
    let offset = index &* (try stride(of: type, node))
    return try followingReference(
      ExpressionValue(type: completed(type), place: .memory(start + offset)), node.range)
  }

  private func bit(
    at start: Address, _ index: UInt64, _ node: ExpressionNode
  ) throws(ExpressionError) -> ExpressionValue {
    let byte = try bytes(at: start + index / 8, count: 1, node.range)
    let bit = (byte.first ?? 0) >> UInt8(index % 8) & 1
    return ExpressionValue(type: .basic(.bool), place: .bytes([bit]))
  }

  // MARK: Maps

  /// The value of the first pair with a key: a number, or text for strings.
  private func mapped(
    _ pairs: [ContainerObject], _ isTruncated: Bool, key: ExpressionNode, _ node: ExpressionNode
  ) throws(ExpressionError) -> ExpressionValue {
    let wanted = try evaluate(key)
    for pair in pairs {
      guard let first = try? pair.member("first"), let second = try? pair.member("second") else {
        throw ExpressionError(.badOperand(pair.type.spelling), at: node.range)
      }
      if try isEqual(first.value, wanted, key) {
        return try followingReference(
          ExpressionValue(type: completed(second.value.type), place: second.value.place),
          node.range)
      }
    }
    throw ExpressionError(.noKey(isCertain: !isTruncated), at: key.range)
  }

  private func isEqual(
    _ key: ExpressionValue, _ wanted: ExpressionValue, _ node: ExpressionNode
  ) throws(ExpressionError) -> Bool {
    if let object = containerObject(key) {
      guard case .text(let type, let start) = try contents(of: object, node).body,
        case .bytes(let text) = wanted.place, case .array = wanted.type.shape,
        type.size == 1
      else { throw ExpressionError(.badOperand(key.type.spelling), at: node.range) }
      let count = try contents(of: object, node).count ?? 0
      guard count == UInt64(max(text.count - 1, 0)) else { return false }
      return try bytes(at: start, count: text.count - 1, node.range) == Array(text.dropLast())
    }
    switch (try scalar(key, node.range), try scalar(wanted, node.range)) {
    case (.integer(let a), .integer(let b)): return a.value == b.value
    case (.pointer(let a, _), .pointer(let b, _)): return a == b
    case (.pointer(let a, _), .integer(let b)): return a == b.word
    default: throw ExpressionError(.badOperand(key.type.spelling), at: node.range)
    }
  }
}

extension ExpressionValue {
  /// Whether it is a pointer, a smart one included: what it leads to is what one wants to see.
  public func leadsToObject(in scope: any ExpressionScope) -> Bool {
    switch type.shape {
    case .pointer: return true
    case .record(let record):
      let type = scope.completed(record)
      return ["std::unique_ptr", "std::shared_ptr", "std::weak_ptr"]
        .contains(ContainerFamily.name(of: type))
    default: return false
    }
  }
}

extension ContainerObject {
  private var family: ContainerFamily? {
    ContainerFamily.name(of: definition).flatMap { ContainerFamily.named[$0] }
  }

  /// Whether `*` and `->` lead to what it holds.
  fileprivate var isPointerLike: Bool {
    switch family {
    case .uniquePointer, .sharedPointer, .optional: true
    default: false
    }
  }

  /// Whether C++ has `[]` for it, though its elements do not lie one behind the other.
  fileprivate var hasIndex: Bool {
    if case .deque = family { return true }
    return false
  }
}
