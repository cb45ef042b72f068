// Opening a core: unpacking, checking, and putting its parts together.

import DebugInfo
import Glibc
import Primitives
import SystemPackage
import TargetMemory

extension CoreTarget {
  /// Opens a core, unpacked or packed by gzip, xz or zstd.
  ///
  /// - Parameter progress: told how many bytes have been unpacked so far.
  public static func open(
    path: String, options: CoreFileOptions = CoreFileOptions(),
    progress: (UInt64) -> Void = { _ in }
  ) throws(CoreError) -> CoreTarget {
    let packed: ByteStore
    do { packed = try ByteStore.mapping(path: path) } catch { throw .unreadable(error) }
    if let foreign = ForeignDump(packed.bytes) { throw .foreign(foreign) }
    guard let format = CoreCompression(packed.bytes) else {
      return try CoreTarget(store: packed, options: options)
    }
    let unpacked: ByteStore
    do throws(UnpackingFailure) {
      unpacked = try CoreUnpacker(format).unpack(packed.bytes, progress: progress)
    } catch {
      throw .packed(format, error)
    }
    return try CoreTarget(store: unpacked, options: options)
  }

  /// Reads the bytes of a core.
  public convenience init(
    store: ByteStore, options: CoreFileOptions = CoreFileOptions()
  ) throws(CoreError) {
    self.init(try CoreParts(store, options: options))
  }
}

/// What a target is made of.
struct CoreParts {
  let notes: CoreNotes
  let mapper: CoreMapper
  let facts: ProcessFacts
  /// By rising id.
  let threads: [StoppedThread]
  let problems: [CoreProblem]

  init(_ store: ByteStore, options: CoreFileOptions) throws(CoreError) {
    let headers = try CoreHeaders(store)
    notes = CoreNotes(headers.notes, in: store)
    guard !headers.loads.isEmpty || !notes.threads.isEmpty else { throw .empty }
    mapper = CoreMapper(store, headers, notes, options: options)
    facts = Self.facts(notes, mapper)
    threads = Self.threads(notes, facts)
    var problems: [CoreProblem] = []
    if mapper.truncated > 0 || headers.isCutOff {
      problems.append(.truncated(missing: mapper.truncated))
    }
    if headers.isDamaged || notes.isDamaged { problems.append(.damaged) }
    if let other = Self.otherExecutable(options, mapper) { problems.append(other) }
    self.problems = problems
  }

  private static func facts(_ notes: CoreNotes, _ mapper: CoreMapper) -> ProcessFacts {
    let words = notes.process?.arguments.split(separator: UInt8(ascii: " ")) ?? []
    return ProcessFacts(
      pid: notes.process?.pid ?? notes.threads.first?.tid ?? 0,
      executable: mapper.executable?.path ?? [], name: notes.process?.name ?? [],
      arguments: words.map { Array($0) }, state: nil, user: notes.process?.user ?? .max,
      auxiliary: notes.auxiliary)
  }

  /// A core of others names the process, not its threads; the first thread has the process's name.
  private static func threads(_ notes: CoreNotes, _ facts: ProcessFacts) -> [StoppedThread] {
    notes.threads.sorted { $0.tid < $1.tid }.map { thread in
      StoppedThread(
        facts: ThreadFacts(
          tid: thread.tid,
          name: notes.threadNames[thread.tid] ?? (thread.tid == facts.pid ? facts.name : []),
          state: nil,
          stackPointer: thread.registers?.stackPointer,
          threadPointer: thread.registers.flatMap { $0.fsBase == 0 ? nil : Address($0.fsBase) }),
        registers: thread.registers,
        obstacle: thread.registers == nil ? "the core has no registers of it" : nil)
    }
  }

  private static func otherExecutable(
    _ options: CoreFileOptions, _ mapper: CoreMapper
  ) -> CoreProblem? {
    guard let path = options.executable else { return nil }
    if case .success(let found)? = mapper.executable?.found, found.path == path { return nil }
    return .otherExecutable(
      path: path, found: (try? ElfFile.open(path: path))?.buildID ?? [],
      expected: mapper.executable?.image?.buildID ?? [])
  }
}
