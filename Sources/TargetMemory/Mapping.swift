// One mapping of a target's address space and what the kernel says of it.

import Primitives

/// What may be done with a mapping's memory, and whether it is shared.
public struct Permissions: OptionSet, Hashable, Sendable {
  public let rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  public static let read = Permissions(rawValue: 1)
  public static let write = Permissions(rawValue: 2)
  public static let execute = Permissions(rawValue: 4)
  public static let shared = Permissions(rawValue: 8)
}

extension Permissions: CustomStringConvertible {
  /// As `/proc/PID/maps` writes them: `r-xp`.
  public var description: String {
    (contains(.read) ? "r" : "-") + (contains(.write) ? "w" : "-")
      + (contains(.execute) ? "x" : "-") + (contains(.shared) ? "s" : "p")
  }
}

/// What a mapping is for, as far as the kernel knows.
public enum MappingKind: Hashable, Sendable {
  /// A file's content, private or shared.
  case file
  /// Memory without a file: thread stacks, malloc's arenas, anything from an anonymous `mmap`.
  case anonymous
  /// What `brk` hands out.
  case heap
  /// The first thread's stack, which grows down.
  case stack
  /// Code that the kernel lends to every process.
  case vdso
  /// The data that the vdso reads: not readable from outside.
  case vvar
  /// The old system-call page at a fixed address near the top.
  case vsyscall
  /// No access, right below writable memory: it catches what runs off that memory's low end.
  case guardPages
  /// No access: address space kept for later.
  case reserved
}

/// One mapping.
public struct Mapping: Hashable, Sendable {
  public let range: AddressRange
  public let permissions: Permissions
  public let kind: MappingKind
  /// The file's path in the target's own view, or the kernel's name in brackets; empty for anonymous memory.
  public let name: [UInt8]
  /// Where in the file the mapping starts, in bytes.
  public let offset: UInt64
  /// The file's device as `stat` gives it, 0 without a file. Some file systems (btrfs) show another one here.
  public let device: UInt64
  public let inode: UInt64
  /// The file's name is gone.
  public let isDeleted: Bool

  public init(
    range: AddressRange, permissions: Permissions, kind: MappingKind, name: [UInt8] = [],
    offset: UInt64 = 0, device: UInt64 = 0, inode: UInt64 = 0, isDeleted: Bool = false
  ) {
    self.range = range
    self.permissions = permissions
    self.kind = kind
    self.name = name
    self.offset = offset
    self.device = device
    self.inode = inode
    self.isDeleted = isDeleted
  }

  /// The path of a file mapping; nil for the others.
  public var file: [UInt8]? { kind == .file ? name : nil }

  /// The same mapping as another kind.
  func with(kind: MappingKind) -> Mapping {
    Mapping(
      range: range, permissions: permissions, kind: kind, name: name, offset: offset,
      device: device, inode: inode, isDeleted: isDeleted)
  }
}

extension [Mapping] {
  /// The mapping that holds an address, of mappings by rising address.
  public func containing(_ address: Address) -> Mapping? {
    indexContaining(address).map { self[$0] }
  }

  /// The index of the mapping that holds an address.
  public func indexContaining(_ address: Address) -> Int? {
    let index = partitioningIndex { $0.range.end > address }
    return index < count && self[index].range.contains(address) ? index : nil
  }

  /// Gives reserved memory right below writable anonymous memory the kind of guard pages.
  public mutating func markGuards() {
    for index in indices.dropFirst() {
      let (below, mapping) = (self[index - 1], self[index])
      guard below.kind == .reserved, below.range.end == mapping.range.start,
        mapping.kind == .anonymous, mapping.permissions.contains([.read, .write])
      else { continue }
      self[index - 1] = below.with(kind: .guardPages)
    }
  }
}
