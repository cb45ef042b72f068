// The state machine of line number programs (DWARF 5 §6.2.5).

import Primitives

extension LineTableReader {
  /// Runs the program. Every opcode takes at least a byte and makes at most one row, so that it always ends.
  func table(withRows: Bool) -> LineTable {
    var machine = LineMachine(reader: self)
    if withRows { machine.run() }
    return LineTable(
      version: encoding.version, compilationDirectory: unit.compilationDirectory,
      directories: directories, files: files + machine.definedFiles, rows: machine.rows,
      sequences: machine.sortedSequences())
  }
}

/// The registers of the state machine and what it has made.
private struct LineMachine {
  private let reader: LineTableReader
  private var cursor: ByteCursor
  private var row: LineRow
  private let initial: LineRow
  private(set) var rows: [LineRow] = []
  private(set) var definedFiles: [LineFile] = []
  private var sequences: [LineSequence] = []
  /// Far above any compiler's output: bounds the memory that a hostile file can take.
  private static let rowLimit = 1 << 25
  /// Index of the first row of the current sequence.
  private var sequenceStart = 0

  init(reader: LineTableReader) {
    self.reader = reader
    cursor = reader.program
    initial = LineRow(
      address: Address(0), file: 1, line: 1, column: 0, isStatement: reader.startsAsStatement,
      isEnd: false)
    row = initial
  }

  mutating func run() {
    let opcodeBase = reader.operandCounts.count + 1
    while !cursor.isAtEnd, rows.count < Self.rowLimit {
      let opcode = Int(cursor.read(UInt8.self))
      if opcode >= opcodeBase {
        special(UInt64(opcode - opcodeBase))
      } else if opcode == 0 {
        extended()
      } else {
        standard(opcode)
      }
    }
  }

  private mutating func advance(_ operations: UInt64) {
    row.address = row.address + operations &* reader.minimumLength
  }

  private mutating func advanceLine(_ lines: Int64) {
    row.line = UInt32(truncatingIfNeeded: Int64(row.line) &+ lines)
  }

  private mutating func special(_ opcode: UInt64) {
    advance(opcode / reader.lineRange)
    advanceLine(reader.lineBase &+ Int64(opcode % reader.lineRange))
    rows.append(row)
  }

  /// `DW_LNS_`.
  private mutating func standard(_ opcode: Int) {
    switch opcode {
    case 1: rows.append(row)
    case 2: advance(cursor.uleb())
    case 3: advanceLine(cursor.sleb())
    case 4: row.file = UInt32(truncatingIfNeeded: cursor.uleb())
    case 5: row.column = UInt32(truncatingIfNeeded: cursor.uleb())
    case 6: row.isStatement.toggle()
    case 8: advance(UInt64(255 - (reader.operandCounts.count + 1)) / reader.lineRange)
    case 9: row.address = row.address + UInt64(cursor.read(UInt16.self))
    // Basic block, prologue end, epilogue begin: no operands, nothing that is kept.
    case 7, 10, 11: break
    default: for _ in 0..<reader.operandCounts[opcode - 1] { cursor.skipLEB() }
    }
  }

  /// `DW_LNE_`: a length, then an opcode of that many bytes.
  private mutating func extended() {
    let length = cursor.uleb()
    guard length > 0, length <= UInt64(cursor.remaining) else { return cursor.fail() }
    let end = cursor.position + Int(length)
    switch cursor.read(UInt8.self) {
    case 1: endSequence()
    case 2: row.address = Address(cursor.unsigned(size: Int(length) - 1))
    case 3:
      let name = cursor.cString()
      definedFiles.append(LineFile(name: name, directory: cursor.uleb()))
    default: break
    }
    cursor.position = end
  }

  private mutating func endSequence() {
    row.isEnd = true
    let start = sequenceStart
    if start < rows.count {
      let range = AddressRange(rows[start].address, row.address)
      if !range.isEmpty, range.start.raw < .max - 1 {
        sequences.append(LineSequence(range: range, rows: start..<rows.count))
      }
    }
    rows.append(row)
    sequenceStart = rows.count
    row = initial
  }

  /// Sequences at 0 are code that the linker dropped, unless the file has code there.
  func sortedSequences() -> [LineSequence] {
    let elf = (reader.unit.skeleton?.file ?? reader.unit.file).elf
    let hasCodeAtZero = elf.isExecutable(Address(0))
    return sequences.filter { hasCodeAtZero || $0.range.start.raw != 0 }
      .sorted { $0.range.start < $1.range.start }
  }
}
