// A region of memory as a few lines of cells, each in the colour of who owns that part.

import Inspection
import Primitives
import Rendering

/// The cells of a region.
struct RegionMap: Sendable {
  /// Who owns a cell.
  enum Owner: CaseIterable, Sendable {
    case typed, untyped, freed, free, data, code, stack, mapped, unreadable

    /// A sign, its style, and what it is called.
    var sign: (text: String, style: Style, name: String) {
      switch self {
      case .typed: ("█", .type, "object")
      case .untyped: ("█", .note, "untyped")
      case .freed: ("x", .freed, "freed")
      case .free: (".", .punctuation, "free")
      case .data: ("█", .allocator, "data")
      case .code: ("█", .symbol, "code")
      case .stack: ("█", .number, "stack")
      case .mapped: ("█", .file, "mapped")
      case .unreadable: ("?", .error, "unreadable")
      }
    }
  }

  let range: AddressRange
  let owners: [Owner]

  /// Places in a cell that are asked about, at most.
  private static let samples: UInt64 = 16

  /// Asks about places all over each of `count` cells: small objects in much free memory are to be seen.
  init?(
    _ range: AddressRange, cells count: Int, _ inspector: Inspector, goesOn: () -> Bool
  ) {
    self.range = range
    let size = max(range.size / UInt64(max(count, 1)), 16)
    var owners: [Owner] = []
    for start in stride(from: range.start.raw, to: range.end.raw, by: Int(size)) {
      guard goesOn() else { return nil }
      guard owners.count < count else { break }
      owners.append(Self.owner(of: AddressRange(Address(start), size: size), inspector))
    }
    self.owners = owners
  }

  /// Who has the first place that is anybody's; free when none is.
  private static func owner(of cell: AddressRange, _ inspector: Inspector) -> Owner {
    let step = max(cell.size / samples, 16)
    var owner = Owner.free
    for start in stride(from: cell.start.raw, to: cell.end.raw, by: Int(step)) {
      owner = self.owner(of: inspector.classify(Address(start)))
      if owner != .free { break }
    }
    return owner
  }

  private static func owner(of answer: Classification) -> Owner {
    switch (answer.allocator, answer.state) {
    case (_, .freed): .freed
    case (.none, _), (_, .free): answer.region == nil ? .unreadable : .free
    case (.malloc, _), (.pool, _): answer.object == nil ? .untyped : .typed
    case (.static, _): .data
    case (.code, _), (.vdso, _): .code
    case (.stack, _): .stack
    case (.mmap, _): answer.object == nil ? .mapped : .typed
    }
  }

  /// The rows of cells, the cell of an address marked, and what the signs mean.
  func lines(width: Int, marking address: Address) -> [StyledText] {
    guard !owners.isEmpty else { return [] }
    let cell = max(range.size / UInt64(owners.count), 1)
    let marked = Int(clamping: (address - range.start) / cell)
    var lines = [StyledText()]
    for (index, owner) in owners.enumerated() {
      if index > 0, index.isMultiple(of: width) { lines.append(StyledText()) }
      let sign = owner.sign
      lines[lines.count - 1].append(sign.text, index == marked ? .selection : sign.style)
    }
    return lines + [legend.cut(to: width)]
  }

  private var legend: StyledText {
    var line = StyledText()
    for owner in Owner.allCases where owners.contains(owner) {
      let sign = owner.sign
      line.append(sign.text, sign.style)
      line.append(" \(sign.name)  ", .note)
    }
    let cell = max(range.size / UInt64(owners.count), 1)
    line.append("a cell is \(Quantity.bytes(cell)) bytes", .note)
    return line
  }
}
