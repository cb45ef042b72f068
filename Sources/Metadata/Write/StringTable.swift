// The strings of a file under construction: each once, ended by NUL.

import AgentLayout

/// The section `SCRY_META_STRINGS`.
struct StringTable {
  /// The section's bytes; the empty string is at 0.
  private(set) var bytes: [UInt8] = [0]
  private var slots: [UInt32] = Array(repeating: 0, count: 1 << 12)
  private var count = 0

  /// The offset of a string. A string with a NUL in it ends there, and one past 4 GiB is lost.
  mutating func add(_ text: some Collection<UInt8>) -> UInt32 {
    let text = text.prefix { $0 != 0 }
    guard !text.isEmpty else { return 0 }
    var digest = Digest()
    digest.add(text)
    var slot = Int(truncatingIfNeeded: digest.value) & (slots.count - 1)
    while slots[slot] != 0 {
      if matches(Int(slots[slot]), text) { return slots[slot] }
      slot = (slot + 1) & (slots.count - 1)
    }
    guard let offset = UInt32(exactly: bytes.count), offset < SCRY_META_NONE else { return 0 }
    bytes.append(contentsOf: text)
    bytes.append(0)
    slots[slot] = offset
    count += 1
    if count * 2 > slots.count { grow() }
    return offset
  }

  private func matches(_ offset: Int, _ text: some Collection<UInt8>) -> Bool {
    guard bytes.count - offset > text.count, bytes[offset + text.count] == 0 else { return false }
    return bytes[offset..<(offset + text.count)].elementsEqual(text)
  }

  private mutating func grow() {
    slots = Array(repeating: 0, count: slots.count * 2)
    var offset = 1
    while offset < bytes.count {
      let end = bytes[offset...].firstIndex(of: 0) ?? bytes.count
      var digest = Digest()
      digest.add(bytes[offset..<end])
      var slot = Int(truncatingIfNeeded: digest.value) & (slots.count - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = UInt32(offset)
      offset = end + 1
    }
  }

  /// The bytes at an offset that `add` gave.
  func text(at offset: UInt32) -> ArraySlice<UInt8> {
    bytes[Int(offset)...].prefix { $0 != 0 }
  }
}

/// Strings and source files of a file under construction, from the readers' numbers for them.
struct NameTables {
  var strings = StringTable()
  /// The section `SCRY_META_FILES`; entry 0 is the empty path, for what has no file.
  private(set) var files: [UInt32] = [0]
  private let pools: StringPools
  private var stringOffsets: [StringID: UInt32] = [:]
  private var fileIndices: [UInt32: UInt32] = [0: 0]

  init(pools: StringPools) { self.pools = pools }

  mutating func string(_ id: StringID) -> UInt32 {
    if id == .empty { return 0 }
    if let known = stringOffsets[id] { return known }
    let offset = strings.add(pools.bytes(id))
    stringOffsets[id] = offset
    return offset
  }

  mutating func file(_ id: StringID) -> UInt32 { id == .empty ? 0 : file(at: string(id)) }

  mutating func file(_ path: [UInt8]) -> UInt32 { file(at: strings.add(path)) }

  private mutating func file(at offset: UInt32) -> UInt32 {
    if let known = fileIndices[offset] { return known }
    let index = UInt32(truncatingIfNeeded: files.count)
    files.append(offset)
    fileIndices[offset] = index
    return index
  }
}
