// The ids by which a process belongs to others.

import Primitives

/// Who a process's parent is, and which group, session and user's group it is in.
public struct ProcessFamily: Sendable {
  public let parent: Int32
  /// The process group.
  public let group: Int32
  public let session: Int32
  /// The real group id of its user.
  public let userGroup: UInt32
}

extension LiveTarget {
  /// As it is now; all 0 when the process has ended.
  public var family: ProcessFamily {
    let text = try? directory.contents(of: "stat")
    let status = try? directory.contents(of: "status")
    let stat = text.flatMap(TaskStat.init)
    let userGroup = status.flatMap { TaskStatus($0).number("Gid") } ?? 0
    return ProcessFamily(
      parent: stat?.parent ?? 0, group: stat?.group ?? 0, session: stat?.session ?? 0,
      userGroup: UInt32(truncatingIfNeeded: userGroup))
  }
}
