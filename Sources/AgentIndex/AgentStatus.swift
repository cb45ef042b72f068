// Whether the agent works, and what its tables may lack.

import AgentLayout

/// The agent's state, from its header.
public struct AgentStatus: Sendable {
  /// `enum scry_index_status`, as numbers of the target's.
  public enum Activity: Sendable, Equatable {
    case starting
    case running
    /// Why: nil for a reason that this version does not know.
    case stopped(Reason?)
  }

  /// `enum scry_index_reason`.
  public enum Reason: UInt32, Sendable {
    case none, sanitizer, secure, addressLimit, reservation, indexSpace, foreignMalloc
  }

  /// What is incomplete: bits of `enum scry_index_flags`.
  public struct Gaps: OptionSet, Sendable {
    public let rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }

    public static let sites = Gaps(rawValue: SCRY_FLAG_SITES_FULL.rawValue)
    public static let bigBlocks = Gaps(rawValue: SCRY_FLAG_BIG_FULL.rawValue)
    public static let regions = Gaps(rawValue: SCRY_FLAG_REGIONS_FULL.rawValue)
    public static let modules = Gaps(rawValue: SCRY_FLAG_MODULES_FULL.rawValue)
    public static let threads = Gaps(rawValue: SCRY_FLAG_THREADS_FULL.rawValue)
    public static let pools = Gaps(rawValue: SCRY_FLAG_POOLS_FULL.rawValue)
    public static let generations = Gaps(rawValue: SCRY_FLAG_WRAPS_FULL.rawValue)
    public static let events = Gaps(rawValue: SCRY_FLAG_DROPPED.rawValue)
    public static let unaligned = Gaps(rawValue: SCRY_FLAG_UNALIGNED.rawValue)
    public static let metadata = Gaps(rawValue: SCRY_FLAG_META_DAMAGED.rawValue)
    public static let strings = Gaps(rawValue: SCRY_FLAG_STRINGS_FULL.rawValue)
  }

  /// Of the agent that wrote the tables; for people.
  public let agentVersion: UInt32
  public let activity: Activity
  public let gaps: Gaps
  /// A shared library other than libc provides malloc.
  public let hasOtherAllocator: Bool
  /// Events that were not recorded.
  public let dropped: UInt64
  /// Blocks that were not recorded because they are not 16-byte aligned.
  public let unaligned: UInt64
  /// +1 at every change of the set of loaded modules.
  public let moduleEpoch: UInt32
  /// The index in `modules()` of who provides malloc; nil if unknown.
  public let allocatorModule: Int?

  init(_ header: scry_index_header) {
    agentVersion = header.agent_version
    switch header.status {
    case SCRY_INDEX_STARTING.rawValue: activity = .starting
    case SCRY_INDEX_RUNNING.rawValue: activity = .running
    default: activity = .stopped(Reason(rawValue: header.reason))
    }
    hasOtherAllocator = header.flags & SCRY_FLAG_RELAYED.rawValue != 0
    gaps = Gaps(rawValue: header.flags & ~SCRY_FLAG_RELAYED.rawValue)
    dropped = header.dropped
    unaligned = header.unaligned
    moduleEpoch = header.module_epoch
    allocatorModule =
      header.allocator_module == UInt64(SCRY_NO_MODULE)
      ? nil : Int(exactly: header.allocator_module)
  }
}
