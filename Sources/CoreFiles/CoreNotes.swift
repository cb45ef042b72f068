// The notes of a core: threads with their registers, the process, its mapped files, its auxiliary vector, its signal.

import DebugInfo
import Primitives
import TargetMemory

/// A thread as its notes have it.
struct CoreThread {
  let tid: Int32
  var registers: ThreadRegisters?
  /// The signal that it was to handle; 0 without one.
  let signal: UInt16
}

/// What all notes say together (Linux's fs/binfmt_elf.c, `fill_note_info`).
struct CoreNotes {
  /// In the order of the file: the kernel and gdb put the thread that died, or was looked at, first.
  private(set) var threads: [CoreThread] = []
  private(set) var process: CoreProcess?
  private(set) var files: [CoreFileEntry] = []
  private(set) var auxiliary: [UInt64: UInt64] = [:]
  private(set) var signal: SignalInfo?
  /// Names of threads, which only Scry's own cores have.
  private(set) var threadNames: [Int32: [UInt8]] = [:]
  private(set) var isDamaged = false
  private var seen: Set<Int32> = []

  /// Notes of a core are some kilobytes for each thread; more than this in bytes is damage.
  private static let limit: UInt64 = 128 << 20

  private enum Kind: UInt32 {
    case threadStatus = 1
    case floatingPoint = 2
    case processInfo = 3
    case auxiliaryVector = 6
    case extendedState = 0x202
    case signalInfo = 0x5349_4749
    case fileList = 0x4649_4c45
  }

  /// Reads the notes as far as the file has them.
  init(_ segments: [ElfSegment], in store: ByteStore) {
    var room = Self.limit
    for segment in segments {
      guard let start = Int(exactly: segment.fileOffset), start < store.count else { continue }
      let size = min(segment.fileSize, UInt64(store.count - start), room)
      room -= size
      guard let bytes = store.slice(at: start, count: Int(size)) else { continue }
      read(bytes)
    }
  }

  private mutating func read(_ notes: UnsafeRawBufferPointer) {
    for note in ElfNotes(notes) {
      if note.owner.starts(with: ThreadNameNote.owner.utf8), note.kind == ThreadNameNote.kind {
        threadNames.merge(ThreadNameNote.names(note.content.bytes)) { first, _ in first }
      }
      guard note.owner.starts(with: "CORE".utf8) || note.owner.starts(with: "LINUX".utf8) else {
        continue
      }
      if let kind = Kind(rawValue: note.kind) { keep(kind, note.content.bytes) }
    }
  }

  private mutating func keep(_ kind: Kind, _ content: UnsafeRawBufferPointer) {
    switch kind {
    case .threadStatus: keepThread(content)
    case .floatingPoint, .extendedState: keepVectors(content)
    case .processInfo: process = process ?? CoreProcess(content)
    case .auxiliaryVector: keepAuxiliary(content)
    case .signalInfo: signal = signal ?? SignalInfo(content)
    case .fileList: keepFiles(content)
    }
  }

  /// `struct elf_prstatus` of x86-64: the signal at 12, the thread's id at 32, its registers at 112.
  private mutating func keepThread(_ content: UnsafeRawBufferPointer) {
    let (tidPlace, registersPlace) = (32, 112)
    guard content.count >= registersPlace + ThreadRegisters.byteCount else {
      isDamaged = true
      return
    }
    let tid = content.loadUnaligned(fromByteOffset: tidPlace, as: Int32.self)
    guard tid > 0, seen.insert(tid).inserted else {
      isDamaged = true
      return
    }
    let registers = UnsafeRawBufferPointer(rebasing: content[registersPlace...])
    threads.append(
      CoreThread(
        tid: tid, registers: ThreadRegisters(userRegisters: registers),
        signal: content.loadUnaligned(fromByteOffset: 12, as: UInt16.self)))
  }

  /// Both notes start with the legacy area of FXSAVE (Intel SDM 1, 10.5.1), which has xmm0 to xmm15 at 160.
  private mutating func keepVectors(_ content: UnsafeRawBufferPointer) {
    let place = 160..<416
    guard content.count >= place.upperBound, let last = threads.indices.last else { return }
    threads[last].registers?.vectors = Array(content[place])
  }

  private mutating func keepAuxiliary(_ content: UnsafeRawBufferPointer) {
    for entry in stride(from: 0, to: min(content.count, 4096) & ~15, by: 16) {
      let key = content.loadUnaligned(fromByteOffset: entry, as: UInt64.self)
      guard key != 0 else { break }
      auxiliary[key] = content.loadUnaligned(fromByteOffset: entry + 8, as: UInt64.self)
    }
  }

  private mutating func keepFiles(_ content: UnsafeRawBufferPointer) {
    guard files.isEmpty else { return }
    guard let list = CoreFileEntry.list(content) else {
      isDamaged = true
      return
    }
    files = list.sorted { $0.range.start < $1.range.start }
  }
}
