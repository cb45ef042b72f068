// Reads all memory that may hold pointers, in large pieces and on all processors.

import AgentIndex
import Primitives
import TargetMemory

/// What is read, and what counts as a pointer.
struct ReferenceScan: Sendable {
  /// Where pointers may stand, by rising address.
  let sources: [AddressRange]
  let places: CompactAddresses
  let targets: CompactAddresses
  private let memory: any MemoryReader

  /// Bytes that are read at once.
  static let pieceSize: UInt64 = 1 << 20
  /// Larger mappings are address space that is reserved for something, as sanitizers have it.
  private static let mappingLimit: UInt64 = 1 << 38

  /// What may hold pointers is memory that the program can write, and the loader's part of the modules that it could write once
  /// (`PT_GNU_RELRO`); the agent's own is none of the program's.
  init(_ view: Inspector.State, _ target: any Target, memory: any MemoryReader) {
    let agent = (try? view.agent.get())?.reservation
    let readable = view.mappings.filter { mapping in
      mapping.permissions.contains(.read) && mapping.range.size <= Self.mappingLimit
        && !(agent?.contains(mapping.range.start) ?? false)
    }
    let written = readable.filter { mapping in
      mapping.permissions.contains(.write) || view.modules.isWritten(mapping.range.start)
    }
    sources = written.flatMap { mapping in
      // Pages of a program that were never touched hold what its file has there.
      view.modules.module(containing: mapping.range.start) != nil
        ? [mapping.range] : target.usedRuns(of: mapping.range)
    }
    places = CompactAddresses(sources, shift: 3)
    targets = CompactAddresses(readable.map(\.range), shift: 4)
    self.memory = memory
  }

  /// Pairs of a target's granule (upper half) and a place's (lower half), each piece's in the order of the places. Nil when `goesOn`,
  /// which is told the share that is done, said to stop.
  func run(goesOn: @escaping @Sendable (Double) -> Bool) -> [[UInt64]]? {
    let pieces = sources.flatMap(Self.pieces)
    let progress = ScanProgress(total: pieces.count, goesOn: goesOn)
    let found = parallelMap(
      count: pieces.count,
      makeState: { [UInt8](repeating: 0, count: Int(Self.pieceSize)) },
      body: { buffer, number in progress.advance() ? scan(pieces[number], &buffer) : [] })
    return progress.isStopped ? nil : found
  }

  private static func pieces(of range: AddressRange) -> [AddressRange] {
    stride(from: range.start.raw, to: range.end.raw, by: Int(pieceSize)).map { start in
      AddressRange(Address(start), Address(min(start &+ pieceSize, range.end.raw)))
    }
  }

  private func scan(_ piece: AddressRange, _ buffer: inout [UInt8]) -> [UInt64] {
    var pairs: [UInt64] = []
    var start = piece.start
    while start < piece.end {
      let wanted = Int(piece.end - start)
      let got = buffer.withUnsafeMutableBytes { bytes -> Int in
        let room = UnsafeMutableRawBufferPointer(rebasing: bytes[..<wanted])
        let count = (try? memory.readPrefix(at: start, into: room)) ?? 0
        collect(UnsafeRawBufferPointer(rebasing: room[..<count]), at: start, into: &pairs)
        return count
      }
      // A read may end where other memory begins, as a stack's copy does; a whole word may follow. Behind what cannot be read,
      // the next page may be readable again.
      start = got >= 8 ? start + UInt64(got & ~7) : Address((start.raw & ~4095) &+ 4096)
    }
    return pairs
  }

  private func collect(
    _ bytes: UnsafeRawBufferPointer, at start: Address, into pairs: inout [UInt64]
  ) {
    for offset in stride(from: 0, to: bytes.count - 7, by: 8) {
      let word = bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      // No mapping of a process lies lower or higher (vm.mmap_min_addr; Intel SDM 1, 3.3.7.1).
      guard word >= 4096, word < 1 << 47, let target = targets.number(of: Address(word)),
        let place = places.number(of: start + UInt64(offset))
      else { continue }
      pairs.append(UInt64(target) << 32 | UInt64(place))
    }
  }
}

extension ModuleList {
  /// Whether an address lies in a part of a module that was writable while the loader worked.
  fileprivate func isWritten(_ address: Address) -> Bool {
    module(containing: address)?.segment(containing: address)?.isWritable ?? false
  }
}
