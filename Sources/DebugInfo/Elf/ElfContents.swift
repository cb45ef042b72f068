// The contents of sections, decompressed, and the file's bytes behind addresses.

import Primitives

extension ElfFile {
  /// A section's bytes, decompressed where it is compressed (`SHF_COMPRESSED` with zlib or zstd, or a `.zdebug_` name).
  ///
  /// Empty for `nobits` sections. Throws when the section lies outside the file or does not decompress to what it
  /// claims. Decompresses at every call: keep the result.
  public func contents(of section: ElfSection) throws(ElfError) -> ByteStore {
    guard section.kind != .nobits else { return .empty }
    let part = ElfPart.section(name: section.name.description)
    guard let bytes = store.part(at: section.fileOffset, count: section.size) else {
      throw .damaged(part)
    }
    if section.isCompressed { return try Decompression.section(bytes, part: part) }
    if section.name.starts(with: ".zdebug_".utf8) {
      return try Decompression.oldSection(bytes, part: part)
    }
    return bytes
  }

  /// The contents of the first section of that name, or of its `.zdebug_` form; nil when there is none.
  public func contents(named name: String) throws(ElfError) -> ByteStore? {
    if let section = section(named: name) { return try contents(of: section) }
    guard name.hasPrefix(".debug_"), let section = section(named: ".z" + name.dropFirst()) else {
      return nil
    }
    return try contents(of: section)
  }

  /// The file's bytes at an address, at most up to the end of the file's part of its segment; nil when no loaded
  /// segment has that address in the file.
  public func bytes(at address: Address) -> ByteString? {
    for segment in segments where segment.kind == .load && segment.range.contains(address) {
      let skip = address - segment.range.start
      guard skip < segment.fileSize else { return nil }
      let (offset, overflow) = segment.fileOffset.addingReportingOverflow(skip)
      guard !overflow, let start = Int(exactly: offset), start < store.count else { return nil }
      let count = min(segment.fileSize - skip, UInt64(store.count - start))
      return store.slice(at: start, count: Int(count)).map { ByteString($0) }
    }
    return nil
  }

  /// Exactly `count` of the file's bytes from an address; nil when they are not all there.
  public func bytes(at address: Address, count: Int) -> ByteString? {
    guard count >= 0, let bytes = bytes(at: address), bytes.count >= count else { return nil }
    return ByteString(UnsafeRawBufferPointer(rebasing: bytes.bytes[..<count]))
  }

  /// The sections of code, in the order of the file; the executable segments when there are no sections.
  public var executableRanges: [AddressRange] {
    let ranges = sections.filter { $0.isExecutable && $0.isAllocated }.map(\.range)
    guard sections.isEmpty else { return ranges }
    return segments.filter { $0.kind == .load && $0.isExecutable }.map(\.range)
  }

  /// Whether an address lies in code.
  public func isExecutable(_ address: Address) -> Bool {
    let code = code
    let place = code.partitioningIndex { $0.end > address }
    return place < code.count && code[place].contains(address)
  }

  /// Sorts the ranges of code and joins those that touch.
  func readCode() -> [AddressRange] {
    var joined: [AddressRange] = []
    for range in executableRanges.sorted(by: { $0.start < $1.start }) {
      if let last = joined.last, range.start <= last.end {
        joined[joined.count - 1] = AddressRange(last.start, max(last.end, range.end))
      } else {
        joined.append(range)
      }
    }
    return joined
  }
}
