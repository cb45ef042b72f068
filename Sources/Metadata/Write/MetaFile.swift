// Lays out the sections of a uniqtype file (scry_meta.h) and computes its header.

import AgentLayout

/// The content of a file, section by section.
struct MetaFile {
  var header = scry_meta_header()
  var strings: [UInt8] = [0]
  var types: [scry_meta_type] = []
  var members: [scry_meta_member] = []
  var enumerators: [scry_meta_enumerator] = []
  var typeNames: [UInt32] = []
  var statics: [scry_meta_static] = []
  var functions: [scry_meta_function] = []
  var files: [UInt32] = []
  var sites: [scry_meta_site] = []
  var candidates: [scry_meta_candidate] = []
  var wrappers: [scry_meta_wrapper] = []
  var lines: [scry_meta_line] = []
  var dieTypes: [scry_meta_die_type] = []
  var declarations: [UInt8] = []

  /// The bytes of the whole file.
  func bytes() -> [UInt8] {
    var writer = SectionWriter(header: header)
    writer.add(SCRY_META_STRINGS, strings)
    writer.add(SCRY_META_TYPES, types)
    writer.add(SCRY_META_MEMBERS, members)
    writer.add(SCRY_META_ENUMERATORS, enumerators)
    writer.add(SCRY_META_TYPE_NAMES, typeNames)
    writer.add(SCRY_META_STATICS, statics)
    writer.add(SCRY_META_FUNCTIONS, functions)
    writer.add(SCRY_META_FILES, files)
    writer.add(SCRY_META_SITES, sites)
    writer.add(SCRY_META_CANDIDATES, candidates)
    writer.add(SCRY_META_WRAPPERS, wrappers)
    writer.endResidentPart()
    writer.add(SCRY_META_LINES, lines)
    writer.add(SCRY_META_DECLARATIONS, declarations)
    writer.add(SCRY_META_DIE_TYPES, dieTypes)
    return writer.finish()
  }

  /// FNV-1a over the 8-byte words behind the header; a rest that makes no word does not count (files have none).
  static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var value: UInt64 = 0xcbf2_9ce4_8422_2325
    var offset = MemoryLayout<scry_meta_header>.size
    while offset <= bytes.count - 8 {
      let word = bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      value = (value ^ word) &* 0x100_0000_01b3
      offset += 8
    }
    return value
  }
}

/// Puts sections one after the other, each at a multiple of 8 bytes.
private struct SectionWriter {
  private var header: scry_meta_header
  private var body: [UInt8]
  private var sections: [scry_meta_section]

  init(header: scry_meta_header) {
    self.header = header
    body = Array(repeating: 0, count: MemoryLayout<scry_meta_header>.size)
    sections = Array(repeating: .init(), count: Int(SCRY_META_SECTION_SLOTS.rawValue))
  }

  mutating func add<Entry: BitwiseCopyable>(
    _ kind: scry_meta_section_kind, _ entries: [Entry]
  ) {
    sections[Int(kind.rawValue)] = scry_meta_section(
      offset: UInt64(body.count), count: UInt64(entries.count),
      stride: UInt32(MemoryLayout<Entry>.stride), reserved: 0)
    entries.withUnsafeBytes { body.append(contentsOf: $0) }
    body.append(contentsOf: repeatElement(0, count: -body.count & 7))
  }

  mutating func endResidentPart() { header.resident_size = UInt64(body.count) }

  mutating func finish() -> [UInt8] {
    withUnsafeMutableBytes(of: &header.magic) { $0.copyBytes(from: SCRY_META_MAGIC.utf8.prefix(8)) }
    header.version = SCRY_META_VERSION
    header.header_size = UInt32(MemoryLayout<scry_meta_header>.size)
    header.file_size = UInt64(body.count)
    header.checksum = body.withUnsafeBytes { MetaFile.checksum($0) }
    withUnsafeMutableBytes(of: &header.sections) { target in
      sections.withUnsafeBytes { target.copyMemory(from: $0) }
    }
    withUnsafeBytes(of: header) { body.replaceSubrange(0..<$0.count, with: $0) }
    return body
  }
}
