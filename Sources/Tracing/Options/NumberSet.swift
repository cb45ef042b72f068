// Sets of small numbers that may be "all but".

/// Numbers below 128, signals above all, with what holds for the others.
public struct NumberSet: Equatable, Sendable {
  private var low: UInt64
  private var high: UInt64
  private var others: Bool

  public static let all = NumberSet(low: .max, high: .max, others: true)
  public static let none = NumberSet(low: 0, high: 0, others: false)

  public func contains(_ number: Int32) -> Bool {
    switch number {
    case 0..<64: low >> UInt64(number) & 1 != 0
    case 64..<128: high >> UInt64(number - 64) & 1 != 0
    default: others
    }
  }

  public mutating func insert(_ number: Int32) {
    switch number {
    case 0..<64: low |= 1 << UInt64(number)
    case 64..<128: high |= 1 << UInt64(number - 64)
    default: break
    }
  }

  public var inverted: NumberSet { NumberSet(low: ~low, high: ~high, others: !others) }
}
