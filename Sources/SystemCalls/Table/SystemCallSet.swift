// A set of system calls, as `-e trace=` and its kin choose them.

/// System calls of x86-64 by number.
public struct SystemCallSet: Sendable, Equatable {
  /// Calls that the table does not know follow this.
  private var unknown: Bool
  private var words: InlineArray<8, UInt64>

  private init(repeating value: Bool) {
    unknown = value
    words = InlineArray(repeating: value ? .max : 0)
  }

  public static let all = SystemCallSet(repeating: true)
  public static let none = SystemCallSet(repeating: false)

  public static func == (a: Self, b: Self) -> Bool {
    a.unknown == b.unknown && a.words.indices.allSatisfy { a.words[$0] == b.words[$0] }
  }

  public func contains(_ number: UInt64) -> Bool {
    guard number < 512 else { return unknown }
    return words[Int(number >> 6)] >> (number & 63) & 1 != 0
  }

  public mutating func insert(_ number: UInt64) {
    guard number < 512 else { return }
    words[Int(number >> 6)] |= 1 << (number & 63)
  }

  public mutating func formUnion(_ other: Self) {
    unknown = unknown || other.unknown
    for index in words.indices { words[index] |= other.words[index] }
  }

  /// Every call that is not in the set, unknown ones too.
  public var inverted: Self {
    var result = self
    result.unknown = !unknown
    for index in words.indices { result.words[index] = ~words[index] }
    return result
  }
}
