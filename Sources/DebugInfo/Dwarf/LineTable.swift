// A unit's line table: which source line each address comes from (DWARF 5 §6.2).

import Primitives

/// The rows of one line number program and its files.
///
/// Names are valid as long as the `ModuleDebugInfo`. Building it runs the whole program: keep it.
public struct LineTable: Sendable {
  /// The DWARF version of the table, which may differ from the unit's.
  public let version: UInt8
  /// The compilation directory of the unit; empty when the unit does not say.
  public let compilationDirectory: ByteString
  /// By index; entry 0 of tables before DWARF 5 is the compilation directory.
  public let directories: [ByteString]
  /// By the index that rows, `DW_AT_decl_file` and `DW_AT_call_file` use. Entry 0 of tables before DWARF 5 is the
  /// unit's name.
  public let files: [LineFile]
  /// In the order of the program: sequence after sequence, ascending within each.
  public let rows: [LineRow]
  /// Runs of rows, ascending by their start; sequences of code that the linker dropped are left out.
  public let sequences: [LineSequence]

  /// The row for the code at an address: the last at or before it in its sequence.
  public func row(at address: Address) -> LineRow? {
    index(at: address).map { rows[$0] }
  }

  /// The same for whoever shows what is being executed: of several rows for one instruction the last that begins a statement, as
  /// gdb has it.
  public func statement(at address: Address) -> LineRow? {
    guard let last = index(at: address) else { return nil }
    var place = last
    while !rows[place].isStatement {
      guard place > 0, rows[place - 1].address == rows[last].address, rows[place - 1].line != 0,
        !rows[place - 1].isEnd
      else { return rows[last] }
      place -= 1
    }
    return rows[place]
  }

  private func index(at address: Address) -> Int? {
    let after = sequences.partitioningIndex { $0.range.start > address }
    guard after > 0, sequences[after - 1].range.contains(address) else { return nil }
    let span = sequences[after - 1].rows
    let next = span.partitioningIndex { rows[$0].address > address }
    return next > span.lowerBound ? next - 1 : nil
  }

  /// The whole path of a file: the compilation directory, its directory and its name, as far as each is relative.
  /// Nil for an index without a file.
  public func path(ofFile index: UInt64) -> [UInt8]? {
    guard let index = Int(exactly: index), files.indices.contains(index) else { return nil }
    let file = files[index]
    var path = Array(file.name)
    if let directory = Int(exactly: file.directory), directories.indices.contains(directory) {
      path = Self.join(directories[directory], path)
    }
    return Self.join(compilationDirectory, path)
  }

  private static func join(_ directory: ByteString, _ path: [UInt8]) -> [UInt8] {
    let slash = UInt8(ascii: "/")
    if path.first == slash || directory.isEmpty { return path }
    return Array(directory) + (directory.last == slash ? [] : [slash]) + path
  }
}

/// A source file of a line table.
public struct LineFile: Sendable {
  /// As the compiler was given it; may be absolute.
  public var name = ByteString.empty
  /// Index into the table's directories.
  public var directory: UInt64 = 0
  /// The MD5 of the file's content, 16 bytes; empty when the table does not have it.
  public var checksum = ByteString.empty
}

/// A row: valid for the addresses up to the next row.
public struct LineRow: Sendable {
  /// The module's own.
  public var address: Address
  /// Index into the table's files.
  public var file: UInt32
  /// From 1; 0 for code of no line.
  public var line: UInt32
  /// From 1; 0 for the left edge or unknown.
  public var column: UInt32
  /// Whether a breakpoint for the line is well placed here.
  public var isStatement: Bool
  /// One past the sequence's code: has no line.
  public var isEnd: Bool
}

/// A run of rows for one contiguous piece of code.
public struct LineSequence: Sendable {
  public let range: AddressRange
  /// Indices into `LineTable.rows`, without the row that ends the sequence.
  public let rows: Range<Int>
}

extension DwarfUnit {
  /// Reads the unit's line table; that of its skeleton when a split unit has none. Nil when there is none or its
  /// header is damaged; a damaged program gives the rows before the damage. Without rows only the header with the
  /// files is read, which is quick.
  public func lineTable(withRows: Bool = true) -> LineTable? {
    guard let offset = bases.lines else { return skeleton?.lineTable(withRows: withRows) }
    let place = offset &+ contributions.lines
    return LineTableReader(unit: self, offset: place)?.table(withRows: withRows)
  }
}
