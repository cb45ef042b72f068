// Rebuilds the mappings and the memory of a dead process from segments, mapped files and the auxiliary vector.

import DebugInfo
import Primitives
import TargetMemory

/// Keys of the auxiliary vector that tell what a mapping is (getauxval(3)).
enum AuxiliaryKey {
  static let programHeaders: UInt64 = 3
  static let interpreterBase: UInt64 = 7
  static let random: UInt64 = 25
  static let executableName: UInt64 = 31
  static let vdso: UInt64 = 33
}

/// Puts together what `CoreTarget` answers from.
struct CoreMapper {
  private let store: ByteStore
  private let auxiliary: [UInt64: UInt64]
  private let regions: [CoreRegion]
  /// What the core itself holds.
  private let saved: CoreMemory
  /// For each region the file that it is of.
  private let files: [MappedFile?]
  let executable: MappedFile?
  /// Memory without a file was saved at all (bit 0 of `coredump_filter`).
  private let savesAnonymousMemory: Bool
  /// Bytes of memory that the headers promise behind the end of the file.
  private(set) var truncated: UInt64 = 0

  init(_ store: ByteStore, _ headers: CoreHeaders, _ notes: CoreNotes, options: CoreFileOptions) {
    self.store = store
    auxiliary = notes.auxiliary
    regions = CoreLayout(loads: headers.loads, files: notes.files).regions
    savesAnonymousMemory = regions.contains { region in
      region.entry == nil && region.load.map { $0.isWritable && $0.fileSize > 0 } ?? false
    }
    var pieces: [CorePiece] = []
    for load in headers.loads {
      let (piece, lost) = Self.savedPiece(of: load, load.range, in: store)
      if let piece { pieces.append(piece) }
      truncated = truncated &+ lost
    }
    saved = CoreMemory(store: store, pieces: pieces)
    (files, executable) = Self.files(
      regions, programHeaders: auxiliary[AuxiliaryKey.programHeaders], saved, options)
  }

  /// The part of a range that the core holds, and how many bytes it promises but has lost.
  private static func savedPiece(
    of load: ElfSegment, _ range: AddressRange, in store: ByteStore
  ) -> (CorePiece?, lost: UInt64) {
    let skip = range.start - load.range.start
    guard skip < load.fileSize else { return (nil, 0) }
    let promised = min(range.size, load.fileSize - skip)
    let (start, overflow) = load.fileOffset.addingReportingOverflow(skip)
    guard !overflow, let offset = Int(exactly: start), offset < store.count else {
      return (nil, promised)
    }
    let count = min(promised, UInt64(store.count - offset))
    let piece = CorePiece(range: AddressRange(range.start, size: count), source: .saved(offset))
    return (piece, promised - count)
  }

  /// Consecutive entries of one path belong to one loading of it, which starts where its first byte is mapped.
  private static func files(
    _ regions: [CoreRegion], programHeaders: UInt64?, _ saved: CoreMemory,
    _ options: CoreFileOptions
  ) -> ([MappedFile?], executable: MappedFile?) {
    var current: MappedFile?
    var start: Address?
    var executable: MappedFile?
    let files = regions.map { region -> MappedFile? in
      guard let entry = region.entry else { return nil }
      let isStart = entry.offset == 0
      if current?.path != entry.path || isStart && start != entry.range.start {
        start = isStart ? entry.range.start : nil
        let isExecutable =
          isStart && programHeaders.map { entry.range.contains(Address($0)) } ?? false
        current = MappedFile(
          path: entry.path, start: start, isExecutable: isExecutable, saved: saved,
          options: options)
        if isExecutable { executable = executable ?? current }
      }
      return current
    }
    return (files, executable)
  }

  /// The files of the mappings, by the starts of these.
  var filesByStart: [Address: MappedFile] {
    var result: [Address: MappedFile] = [:]
    for (region, file) in zip(regions, files) { result[region.range.start] = file }
    return result
  }

  /// All memory: what the core holds, what files hold, and what is missing.
  func memory() -> CoreMemory {
    var pieces: [CorePiece] = []
    var last: MappedFile?
    for (index, region) in regions.enumerated() {
      last = files[index] ?? last
      var start = region.range.start
      if let load = region.load {
        let (piece, lost) = Self.savedPiece(of: load, region.range, in: store)
        if let piece {
          pieces.append(piece)
          start = piece.range.end
        }
        if lost > 0 {
          let range = AddressRange(start, size: lost)
          let other = fileSource(of: range, region, files[index])
          pieces.append(CorePiece(range: range, source: other ?? .missing(.truncated)))
          start = range.end
        }
      }
      let rest = AddressRange(start, region.range.end)
      if !rest.isEmpty {
        pieces.append(CorePiece(range: rest, source: source(of: rest, region, files[index], last)))
      }
    }
    return CoreMemory(store: store, pieces: pieces)
  }

  /// Where memory that was not saved may be read. The kernel saves memory without a file only where it has been written to
  /// (fs/coredump.c, `vma_dump_size`), so a module's unsaved .bss holds zeros; of other memory the program may have asked
  /// that it be left out. What the process could write, or did before it gave up the right to
  /// (RELRO), is not as it is in the file.
  private func source(
    of range: AddressRange, _ region: CoreRegion, _ file: MappedFile?, _ last: MappedFile?
  ) -> CorePiece.Source {
    if region.entry == nil, savesAnonymousMemory, region.load?.isWritable == true,
      last?.segment(at: range.start)?.isWritable == true
    {
      return .zeros
    }
    if let file, file.image == nil {
      return fileSource(of: range, region, file) ?? .missing(.fileUnverifiable(file.path))
    }
    return fileSource(of: range, region, file) ?? .missing(.notSaved)
  }

  /// The file behind memory that nobody can have changed; nil for other memory. Without the ELF header in the core that is
  /// the header itself and code.
  private func fileSource(
    of range: AddressRange, _ region: CoreRegion, _ file: MappedFile?
  ) -> CorePiece.Source? {
    guard let file, let entry = region.entry, region.load?.isWritable != true else { return nil }
    let isUnchanged =
      file.image == nil
      ? entry.offset == 0 || region.load?.isExecutable == true
      : file.segment(at: range.start)?.isWritable != true
    guard isUnchanged else { return nil }
    return .file(file, entry.offset &+ (range.start - entry.range.start))
  }

  /// The mappings, as `/proc/PID/maps` would have listed them, as far as a core tells.
  func mappings() -> [Mapping] {
    var naming = MappingNames(auxiliary: auxiliary, executable: executable?.image)
    var result = regions.enumerated().map { index, region in
      let permissions = permissions(of: region, files[index])
      if let entry = region.entry {
        return Mapping(
          range: region.range, permissions: permissions, kind: .file, name: entry.path,
          offset: entry.offset &+ (region.range.start - entry.range.start),
          isDeleted: entry.isDeleted)
      }
      let (kind, name) = naming.name(region.range, permissions)
      return Mapping(
        range: region.range, permissions: permissions,
        kind: kind == .anonymous && isWithoutAccess(region, permissions) ? .reserved : kind,
        name: Array(name.utf8))
    }
    naming.nameSharedPages(in: &result)
    result.markGuards()
    return result
  }

  private func permissions(of region: CoreRegion, _ file: MappedFile?) -> Permissions {
    var result: Permissions = []
    if let load = region.load {
      if load.isReadable { result.insert(.read) }
      if load.isWritable { result.insert(.write) }
      if load.isExecutable { result.insert(.execute) }
    } else {
      // gdb leaves segments out that it need not save: the file's own headers say how they were mapped.
      result.insert(.read)
      let segment = file?.segment(at: region.range.start)
      if segment?.isWritable == true { result.insert(.write) }
      if segment?.isExecutable == true { result.insert(.execute) }
    }
    if let entry = region.entry, isSharedMemory(entry) { result.insert(.shared) }
    return result
  }

  /// A core has no mark for shared mappings; these names have no others.
  private func isSharedMemory(_ entry: CoreFileEntry) -> Bool {
    let prefixes = ["/memfd:", "/SYSV", "/dev/shm/"]
    return entry.isDeleted && entry.path == Array("/dev/zero".utf8)
      || prefixes.contains { entry.path.starts(with: $0.utf8) }
  }

  /// gdb writes small memory without access as readable zeros.
  private func isWithoutAccess(_ region: CoreRegion, _ permissions: Permissions) -> Bool {
    if permissions.isEmpty { return true }
    guard permissions == .read, region.range.size <= 64 << 10,
      let bytes = try? saved.bytes(at: region.range.start, count: Int(region.range.size))
    else { return false }
    return bytes.allSatisfy { $0 == 0 }
  }
}
