// Everything that is known of one module from its uniqtype file: types by name, variables, functions, lines and sites.

import AgentLayout
import DebugInfo
import Primitives
import SystemPackage
import TypeModel

/// A module's uniqtype file, opened. Nothing is decoded before it is asked for.
///
/// Addresses are the module's own (`p_vaddr`): subtract the load bias from an address of a process.
public final class ModuleMetadata: Sendable {
  /// The types, and the raw sections.
  public let table: TypeTable
  /// Where the module's file is; nil when the table was read out of a target.
  public let path: String?
  /// What is missing or did not work, for whoever wants to tell the user.
  public let warnings: [MetadataWarning]

  public init(table: TypeTable, path: String? = nil, warnings: [MetadataWarning] = []) {
    self.table = table
    self.path = path
    self.warnings = warnings
  }

  /// Whether types and variables come from debug information; otherwise only symbols are known.
  public var hasDebugInfo: Bool { has(SCRY_META_HAS_DEBUG_INFO) }

  /// Whether the machine code was analysed for allocation sites.
  public var hasSites: Bool { has(SCRY_META_HAS_SITES) }

  /// Whether only reading the debug information tells all files that it comes from and what is wrong with it: the files'
  /// names do not.
  public var isScattered: Bool { has(SCRY_META_SCATTERED) }

  private func has(_ flag: scry_meta_flags) -> Bool { table.header.flags & flag.rawValue != 0 }

  /// The user's declarations of allocators that the table was made with, a line each.
  public var declarations: [UInt8] {
    let count = table.count(of: SCRY_META_DECLARATIONS)
    return (0..<count).compactMap { table.entry(SCRY_META_DECLARATIONS, $0, as: UInt8.self) }
  }

  /// From the lowest loaded address to the end of the highest.
  public var image: AddressRange {
    AddressRange(Address(table.header.image_base), Address(table.header.image_limit))
  }

  /// The GNU build-id; empty for a module without one.
  public var buildID: [UInt8] {
    withUnsafeBytes(of: table.header.build_id) {
      Array($0.prefix(Int(min(table.header.build_id_size, 32))))
    }
  }

  /// The types with exactly this qualified name, without struct, union or enum.
  public func types(named name: [UInt8]) -> [UniqType] { table.types(named: name) }

  func text(_ offset: UInt32) -> [UInt8] { Array(table.string(offset)) }

  /// A source path by its index in the file's table; empty when there is none.
  public func file(_ index: UInt32) -> [UInt8] {
    table.entry(SCRY_META_FILES, Int(index), as: UInt32.self).map(text) ?? []
  }
}

/// What did not work while a module's metadata was opened or built; the metadata is usable all the same.
public enum MetadataWarning: Error, Equatable, Sendable {
  /// The cache cannot be used, for this reason (an errno) at this path: what was built will be built again.
  case cacheUnusable(path: String, Errno)
  /// Debug information is missing or damaged.
  case debugInfo(DebugInfoProblem)
}
