// Finds the variables of a function by the place that they are in at an instruction.

import CDecoder
import Primitives

/// The located variables of one function, by register and by frame offset.
struct VariableIndex {
  /// One place of one variable.
  struct Entry {
    var range: Range<UInt64>
    /// Of `FunctionFacts.variables`.
    var variable: Int
    /// Bytes from the start of the variable to the part that is here.
    var offset: Int64
    /// Frame offset of the part; 0 for registers.
    var start: Int64
    var size: Int64
    var place: Int
    /// Added to the register's value.
    var delta: Int64
    /// The variable's type.
    var type: UInt32
    /// What the part points to when it is an informative pointer; nil otherwise.
    var pointee: UInt32?
  }

  private var byRegister: [[Entry]]
  /// By register: the furthest end of an entry's range among the entries up to each one.
  private var furthestEnds: [[UInt64]] = []
  private var byFrame: [Entry] = []
  /// The largest part on the frame, which bounds how far back a look-up must go.
  private var largestPart: Int64 = 0
  private(set) var starts: [UInt64: [Entry]] = [:]

  init(_ variables: [LocatedVariable], layout: TypeLayout) {
    byRegister = Array(repeating: [], count: Place.registerCount)
    for (number, variable) in variables.enumerated() {
      for place in variable.places where !place.range.isEmpty {
        add(place, of: number, type: variable.type, layout)
      }
    }
    for register in byRegister.indices {
      byRegister[register].sort { Self.isBefore($0, $1) }
    }
    furthestEnds = byRegister.map { entries in
      var end: UInt64 = 0
      return entries.map { entry in
        end = max(end, entry.range.upperBound)
        return end
      }
    }
    byFrame.sort { ($0.start, $0.variable) < ($1.start, $1.variable) }
  }

  private static func isBefore(_ a: Entry, _ b: Entry) -> Bool {
    (a.range.lowerBound, a.variable, a.offset) < (b.range.lowerBound, b.variable, b.offset)
  }

  private mutating func add(
    _ place: VariablePlace, of variable: Int, type: UInt32, _ layout: TypeLayout
  ) {
    var entry = Entry(
      range: place.range, variable: variable, offset: place.offset, start: 0, size: place.size,
      place: 0, delta: place.delta, type: type,
      pointee: layout.typedPointee(in: type, at: place.offset))
    switch place.home {
    case .register(let number):
      guard let register = Place.register(number) else { return }
      entry.place = register
      byRegister[register].append(entry)
      starts[place.range.lowerBound, default: []].append(entry)
    case .frame(let offset):
      entry.start = offset
      byFrame.append(entry)
      largestPart = max(largestPart, place.size)
    }
  }

  /// Variables may begin where no path goes, in the padding before a block: for the flow they begin where it enters their range.
  mutating func beginWhereEntered(in code: FunctionCode) {
    let pointers = byRegister.joined().filter { $0.pointee != nil }
    guard !pointers.isEmpty else { return }
    let first = code.blocks.map { code.instructions[$0.instructions.lowerBound].address }
    var entries: [(to: UInt64, from: UInt64)] = []
    for block in code.blocks {
      let last = code.instructions[block.instructions.upperBound - 1].address
      entries += block.successors.map { (first[$0], last) }
    }
    entries.sort { $0 < $1 }
    for entry in pointers {
      let after = entries.partitioningIndex { $0.to > entry.range.lowerBound }
      var begun: UInt64?
      for way in entries[after...].prefix(while: { $0.to < entry.range.upperBound })
      where way.to != begun && !entry.range.contains(way.from) {
        starts[way.to, default: []].append(entry)
        begun = way.to
      }
    }
  }

  /// The variables in a register before the instruction at an address.
  func inRegister(_ place: Int, at address: UInt64) -> [Entry] {
    guard place < byRegister.count, !byRegister[place].isEmpty else { return [] }
    let after = byRegister[place].partitioningIndex { $0.range.lowerBound > address }
    var first = after
    while first > 0, furthestEnds[place][first - 1] > address { first -= 1 }
    guard first < after else { return [] }
    return byRegister[place][first..<after].filter { $0.range.contains(address) }
  }

  /// The variables that cover 8 bytes of the frame before the instruction at an address.
  func onFrame(_ offset: Int64, at address: UInt64) -> [Entry] {
    guard !byFrame.isEmpty else { return [] }
    var low = byFrame.partitioningIndex { $0.start > offset }
    var found: [Entry] = []
    while low > 0, offset &- byFrame[low - 1].start < max(largestPart, 8) {
      low -= 1
      let entry = byFrame[low]
      if offset &- entry.start < entry.size, entry.range.contains(address) { found.append(entry) }
    }
    return found
  }
}
