// Copies a process while all of its threads stand: registers, the list of mappings, and the memory that a core must hold.

import Primitives
import Ptrace
import SystemPackage
import TargetMemory

/// Takes one copy. It runs while the process stands, so it only copies; the core is written afterwards.
struct ProcessCopier: Sendable {
  let target: LiveTarget
  /// Where memory goes that is too large for ours.
  let folder: String
  /// Room that was made before the process was stopped; another one is made when it is too small.
  let prepared: MemoryArena

  /// Makes room for what the process has now, and some more. Throws the errno of `MemoryArena.init`.
  init(_ target: LiveTarget, folder: String) throws(SaveError) {
    self.target = target
    self.folder = folder
    let size = Self.plan(try Self.uses(of: target), target).size
    prepared = try Self.arena(size: size + size / 16 + (1 << 20), folder)
  }

  /// Copied in pieces of this many bytes, by all processors.
  private static let pieceSize: UInt64 = 4 << 20
  private static let pageSize: UInt64 = 4096

  /// Throws `.read` when the process is gone, `.room` when its copy has no room.
  func copy(_ stopped: StoppedThreads) -> Result<SavedProcess, SaveError> {
    do throws(SaveError) {
      return .success(try take(stopped))
    } catch {
      return .failure(error)
    }
  }

  private func take(_ stopped: StoppedThreads) throws(SaveError) -> SavedProcess {
    // A core without a thread is none: the kernel holds them all.
    guard stopped.threads.contains(where: { $0.registers != nil }) else {
      throw .stop(.system(.resourceBusy))
    }
    let (segments, size) = Self.plan(try Self.uses(of: target), target)
    let arena = size <= prepared.bytes.count ? prepared : try Self.arena(size: size, folder)
    fill(arena, segments.flatMap(\.runs))
    return SavedProcess(
      facts: target.facts, family: target.family, threads: threads(stopped), segments: segments,
      arena: arena, copied: UInt64(size))
  }

  private static func uses(of target: LiveTarget) throws(SaveError) -> [MappingUse] {
    do { return try target.mappingUses() } catch { throw .read(error) }
  }

  private static func arena(size: Int, _ folder: String) throws(SaveError) -> MemoryArena {
    do { return try MemoryArena(size: size, folder: folder) } catch { throw .room(error) }
  }

  /// What is to be saved and copied, and how many bytes the copy has.
  private static func plan(
    _ uses: [MappingUse], _ target: LiveTarget
  ) -> (segments: [SavedSegment], size: Int) {
    var segments = uses.map { segment($0, target) }
    var size = 0
    for index in segments.indices {
      segments[index].runs = runs(of: segments[index], target, from: &size)
    }
    return (segments, size)
  }

  private func threads(_ stopped: StoppedThreads) -> [SavedThread] {
    let (general, floating, extended): (UInt32, UInt32, UInt32) = (1, 2, 0x202)
    return stopped.threads.compactMap { thread in
      let tid = thread.facts.tid
      guard let registers = stopped.registerSet(general, of: tid) else { return nil }
      return SavedThread(
        facts: thread.facts, general: registers,
        floating: stopped.registerSet(floating, of: tid),
        extended: stopped.registerSet(extended, of: tid, limit: 1 << 16),
        signal: stopped.signalInformation(of: tid).flatMap(programSignal))
    }
  }

  /// nil for the trap by which we stopped the thread: `si_code` is SIGTRAP with PTRACE_EVENT_STOP (ptrace(2)).
  private func programSignal(_ information: [UInt8]) -> [UInt8]? {
    let (code, ours) = (8..<12, [UInt8]([0x05, 0x80, 0, 0]))
    return information.count < code.upperBound || information[code].elementsEqual(ours)
      ? nil : information
  }

  /// What of a mapping is saved: what the kernel saves by default (core(5), `coredump_filter` 0x33), that is what the
  /// process may have written, and the first page of every ELF file, which has its build-id. Of files that are no longer
  /// there (a program that was upgraded) the core must hold everything: nobody else has it.
  private static func segment(_ use: MappingUse, _ target: LiveTarget) -> SavedSegment {
    let mapping = use.mapping
    let isShared = mapping.permissions.contains(.shared)
    let size: UInt64 =
      if use.isExcludedFromCores || mapping.permissions.isDisjoint(with: [.read, .write, .execute])
      {
        0
      } else {
        switch mapping.kind {
        case .vvar, .vsyscall: 0
        case .file where isShared: mapping.isDeleted ? mapping.range.size : 0
        case .file:
          mapping.isDeleted || mapping.permissions.contains(.write) || use.anonymousBytes > 0
            ? mapping.range.size : headerSize(mapping, target)
        default: mapping.range.size
        }
      }
    return SavedSegment(mapping: mapping, savedSize: size)
  }

  private static func headerSize(_ mapping: Mapping, _ target: LiveTarget) -> UInt64 {
    guard mapping.offset == 0, mapping.range.size >= pageSize,
      let magic = try? target.value(UInt32.self, at: mapping.range.start), magic == 0x464c_457f
    else { return 0 }
    return pageSize
  }

  /// The memory to copy. What a private mapping has never used is zero; shared memory may be in use by others, and a
  /// file's memory comes from the file, so both are copied whole.
  private static func runs(
    of segment: SavedSegment, _ target: LiveTarget, from offset: inout Int
  ) -> [SavedRun] {
    guard segment.savedSize > 0 else { return [] }
    let whole = AddressRange(segment.mapping.range.start, size: segment.savedSize)
    let isSparse = segment.mapping.kind != .file && segment.mapping.kind != .vdso
    var result: [SavedRun] = []
    for used in isSparse ? target.usedRuns(of: whole) : [whole] {
      var start = used.start
      while start < used.end {
        let piece = AddressRange(start, min(used.end, start + pieceSize))
        result.append(SavedRun(range: piece, offset: offset))
        offset += Int(piece.size)
        start = piece.end
      }
    }
    return result
  }

  private func fill(_ arena: MemoryArena, _ runs: [SavedRun]) {
    let target = target
    // What cannot be read (a file that was cut short behind its mapping) stays zero.
    _ = parallelMap(
      count: runs.count, makeState: {},
      body: { (_: inout Void, index: Int) in
        let run = runs[index]
        let room = UnsafeMutableRawBufferPointer(
          rebasing: arena.bytes[run.offset..<(run.offset + Int(run.range.size))])
        try? target.read(at: run.range.start, into: room)
      })
  }
}
