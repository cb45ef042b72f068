// Raw memory that holds an object: libstdc++'s nodes and control blocks name its type only in the template's argument.

import AgentLayout

extension UniqType {
  /// The classes of libstdc++ that are bytes for one object (`ext/aligned_buffer.h`).
  private static let storageClasses = [
    "__gnu_cxx::__aligned_membuf<", "__gnu_cxx::__aligned_buffer<",
  ]

  /// What an object of this class holds, when it is memory for one object of a type with a name; nil for other types,
  /// and when the module has no such type or several of that name.
  public var storedType: UniqType? {
    guard isRecord, let size, size > 0 else { return nil }
    let spelling = table.string(record.name)
    guard let stem = Self.storageClasses.first(where: { spelling.starts(with: $0.utf8) }),
      spelling.last == UInt8(ascii: ">")
    else { return nil }
    var name = spelling.dropFirst(stem.utf8.count).dropLast()
    while name.last == UInt8(ascii: " ") { name = name.dropLast() }
    let complete = table.types(named: Array(name)).filter { !$0.concrete.isIncomplete }
    guard let stored = complete.first, complete.allSatisfy({ $0.digest == stored.digest }),
      let storedSize = stored.concrete.size, storedSize > 0, storedSize <= size
    else { return nil }
    return stored
  }
}
