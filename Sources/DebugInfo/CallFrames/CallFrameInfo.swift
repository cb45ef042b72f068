// Call frame information of a module: .eh_frame and .debug_frame, found by address.

import Primitives

/// The unwind tables of a module. Immutable and safe to read from many threads.
public final class CallFrameInfo: Sendable {
  /// Where one function's program stands.
  struct Entry: Sendable {
    var range: AddressRange
    var section: Int
    var common: Int
    /// Of the program in the section, and its end.
    var program: Range<Int>
  }

  let sections: [CallFrameSection]
  private let entries: [Entry]

  /// More entries than this in one section are not read.
  static let entryLimit = 4_000_000

  /// Reads the headers of all entries of the running file's `.eh_frame` and of either file's `.debug_frame`; damaged
  /// entries are left out.
  public convenience init(elf: ElfFile, debugElf: ElfFile) {
    var sections: [CallFrameSection] = []
    if let found = CallFrameSection(elf, named: ".eh_frame") { sections.append(found) }
    for file in debugElf === elf ? [elf] : [elf, debugElf] {
      if let found = CallFrameSection(file, named: ".debug_frame") { sections.append(found) }
    }
    self.init(sections: sections)
  }

  /// Reads the entries of an `.eh_frame` that stands in a process, from its bytes and the module's own address of the
  /// first. What follows the section does no harm: its end is marked.
  public convenience init(exceptionFrames bytes: ByteStore, at address: Address) {
    self.init(sections: [CallFrameSection(store: bytes, start: address, isExceptionFrame: true)])
  }

  init(sections: [CallFrameSection]) {
    var sections = sections
    var entries: [Entry] = []
    for index in sections.indices {
      entries += sections[index].readEntries(section: index)
    }
    // Where both sections describe a function, .eh_frame, which the program itself runs by, comes first.
    entries.sort {
      ($0.range.start, $0.section, $0.program.lowerBound) < (
        $1.range.start, $1.section, $1.program.lowerBound
      )
    }
    self.sections = sections
    self.entries = entries
  }

  /// The ranges of all functions that are described, in ascending order; two sections may repeat one.
  public var ranges: [AddressRange] { entries.map(\.range) }

  /// The rules at an address; nil when no entry covers it or its program is damaged.
  public func row(at address: Address) -> CallFrameRow? {
    rows(around: address)?.last { $0.range.contains(address) }
  }

  /// The rows of the function around an address, in ascending order; nil when no entry covers it.
  public func rows(around address: Address) -> [CallFrameRow]? {
    entry(containing: address).map { entry in
      var program = CallFrameProgram(entry: entry, section: sections[entry.section])
      return program.run()
    }
  }

  private func entry(containing address: Address) -> Entry? {
    var place = entries.partitioningIndex { $0.range.start > address }
    // Entries do not nest; those that start together are of different sections.
    var found: Entry?
    while place > 0, found == nil || entries[place - 1].range.start == found?.range.start {
      place -= 1
      guard entries[place].range.contains(address) else { break }
      found = entries[place]
    }
    return found
  }
}
