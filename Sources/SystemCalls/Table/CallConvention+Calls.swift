// The calls that each way into the kernel has.

extension CallConvention {
  /// The call with a number; nil when the tables have none.
  public func call(_ number: UInt64) -> SystemCall? {
    switch self {
    case .amd64, .x32: SystemCallTable.shared[number]
    case .i386: I386Calls.shared[number]
    }
  }

  /// All calls, by rising number.
  public var calls: [SystemCall] {
    switch self {
    case .amd64, .x32: Array(SystemCallTable.shared.all)
    case .i386: I386Calls.shared.all
    }
  }
}
