// Sets of file descriptors that may be "all but": `-e read=` and `-e write=`.

/// File descriptors.
public struct DescriptorSet: Equatable, Sendable {
  private let members: Set<Int32>
  private let isInverted: Bool

  public static let none = DescriptorSet([], isInverted: false)

  /// These descriptors, or all others.
  public init(_ members: Set<Int32>, isInverted: Bool) {
    self.members = members
    self.isInverted = isInverted
  }

  public var isEmpty: Bool { members.isEmpty && !isInverted }

  public func contains(_ descriptor: Int32) -> Bool {
    descriptor >= 0 && members.contains(descriptor) != isInverted
  }
}
