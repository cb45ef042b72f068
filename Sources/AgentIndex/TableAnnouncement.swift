// Telling the agent of uniqtype tables that it lacks.

import AgentLayout
import Primitives
import TargetMemory

extension AgentIndex {
  /// Tells the agent that there are files of tables now for modules that had none when they were loaded. It maps them
  /// when it next has something rare to do, and records the frames that they ask for from then on. Of a target that
  /// cannot be written to nothing is asked.
  public func announceTables() {
    guard let writer = reader as? any MemoryWriter,
      let now = try? IndexHeader(at: header.address, in: reader),
      let offset = MemoryLayout<scry_index_header>.offset(of: \.tables_made)
    else { return }
    // Without it the target is as it was, so a failure costs no answer.
    try? writer.write(now.raw.tables_made &+ 1, at: header.address + UInt64(offset))
  }
}
