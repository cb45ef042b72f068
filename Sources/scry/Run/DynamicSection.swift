// What a module says to the dynamic linker: its libraries and where to look for them (ELF gABI, "Dynamic Section").

import DebugInfo
import Primitives

/// The entries that decide which libraries are loaded.
struct DynamicSection {
  var needed: [String] = []
  /// DT_RPATH, used only without a DT_RUNPATH.
  var rpath: [String] = []
  var runpath: [String] = []
  /// No standard directories (DF_1_NODEFLIB).
  var skipsDefaults = false

  private static let entrySize = 16
  private static let maximumEntries = 4096

  /// Reads the section; empty for a module without one.
  init(of elf: ElfFile) {
    guard let segment = elf.segments.first(where: { $0.kind == .dynamic }),
      let size = Int(exactly: min(segment.fileSize, UInt64(Self.entrySize * Self.maximumEntries))),
      let bytes = elf.bytes(at: segment.range.start, count: size)
    else { return }
    let entries = Self.entries(Array(bytes))
    guard let strings = entries.first(where: { $0.tag == .strings })?.value else { return }
    for entry in entries {
      let text = { Self.string(at: Address(strings) + entry.value, in: elf) }
      switch entry.tag {
      case .needed: needed.append(text())
      case .rpath: rpath = Self.list(text())
      case .runpath: runpath = Self.list(text())
      case .flags1: skipsDefaults = entry.value & 0x800 != 0
      case .strings, .end: break
      }
    }
    if !runpath.isEmpty { rpath = [] }
  }

  private enum Tag: UInt64 {
    case end = 0
    case needed = 1
    case strings = 5
    case rpath = 15
    case runpath = 29
    case flags1 = 0x6fff_fffb
  }

  private static func entries(_ bytes: [UInt8]) -> [(tag: Tag, value: UInt64)] {
    var result: [(Tag, UInt64)] = []
    for start in stride(from: 0, through: bytes.count - entrySize, by: entrySize) {
      let word = { (offset: Int) in
        bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: start + offset, as: UInt64.self) }
      }
      if word(0) == Tag.end.rawValue { break }
      if let tag = Tag(rawValue: word(0)) { result.append((tag, word(8))) }
    }
    return result
  }

  private static func string(at address: Address, in elf: ElfFile) -> String {
    guard let tail = elf.bytes(at: address) else { return "" }
    return String(decoding: tail.prefix(4096).prefix { $0 != 0 }, as: UTF8.self)
  }

  private static func list(_ text: String) -> [String] {
    text.split(separator: ":").map(String.init)
  }
}

extension ElfFile {
  /// The dynamic linker that the program asks for (PT_INTERP); nil for static programs and libraries.
  var interpreter: String? {
    guard let segment = segments.first(where: { $0.kind.rawValue == 3 }), segment.fileSize <= 4096,
      let bytes = bytes(at: segment.range.start, count: Int(segment.fileSize))
    else { return nil }
    return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
  }
}
