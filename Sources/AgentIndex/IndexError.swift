// Why the agent's tables cannot answer.

import TargetMemory

/// What keeps us from reading the agent's tables.
public enum IndexError: Error, Equatable, Sendable {
  /// No agent in this target.
  case absent
  /// An agent of another version wrote them.
  case version(found: UInt32)
  /// A table or an entry contradicts itself or the others; the number is that of `enum scry_index_table_kind`, nil for
  /// the header.
  case damaged(table: Int?)
  /// The target could not be read.
  case memory(ReadError)
  /// More than a snapshot may hold, in bytes.
  case tooLarge(UInt64)
}
