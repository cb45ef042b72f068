// The memory of a core: pieces saved in it, and pieces read from the files that were mapped.

import DebugInfo
import Primitives
import TargetMemory

/// A piece of mapped memory and where its bytes are.
struct CorePiece {
  enum Source {
    /// In the core, at an offset in bytes that lies inside with the whole piece.
    case saved(Int)
    /// In a file that was mapped, at an offset in bytes.
    case file(MappedFile, UInt64)
    /// Static data that nobody has written to.
    case zeros
    case missing(MissingMemory)
  }

  let range: AddressRange
  let source: Source
}

/// Pieces by rising address, without overlaps.
struct CoreMemory: MemoryReader {
  let store: ByteStore
  let pieces: [CorePiece]

  func readPrefix(
    at address: Address, into buffer: UnsafeMutableRawBufferPointer
  ) throws(ReadError) -> Int {
    var done = 0
    while done < buffer.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
      do throws(ReadError) {
        done += try readPiece(at: address + UInt64(done), into: rest)
      } catch {
        guard done > 0 else { throw error }
        break
      }
    }
    return done
  }

  /// Bytes of one piece: at least one.
  private func readPiece(
    at address: Address, into buffer: UnsafeMutableRawBufferPointer
  ) throws(ReadError) -> Int {
    guard let piece = piece(containing: address) else { throw .unmapped(address) }
    let skip = address - piece.range.start
    let wanted = Int(min(UInt64(buffer.count), piece.range.size - skip))
    switch piece.source {
    case .missing(let reason): throw .missing(address, reason)
    case .saved(let offset):
      guard let bytes = store.slice(at: offset + Int(skip), count: wanted) else {
        throw .missing(address, .truncated)
      }
      buffer.copyMemory(from: bytes)
      return wanted
    case .zeros:
      buffer[..<wanted].initializeMemory(as: UInt8.self, repeating: 0)
      return wanted
    case .file(let file, let offset):
      switch file.found {
      case .failure(let reason): throw .missing(address, reason)
      case .success(let found):
        return try read(found.file.store, at: offset &+ skip, address, into: buffer, wanted)
      }
    }
  }

  /// The last page of a file's mapping is filled up with zeros; behind it there is nothing (mmap(2)).
  private func read(
    _ file: ByteStore, at offset: UInt64, _ address: Address,
    into buffer: UnsafeMutableRawBufferPointer, _ wanted: Int
  ) throws(ReadError) -> Int {
    let size = UInt64(file.count)
    let end = (size + 4095) & ~4095
    guard offset < end else { throw .unmapped(address) }
    let count = Int(min(UInt64(wanted), end - offset))
    let fromFile = Int(min(UInt64(count), size > offset ? size - offset : 0))
    if let start = Int(exactly: offset), let bytes = file.slice(at: start, count: fromFile) {
      buffer.copyMemory(from: bytes)
    }
    buffer[fromFile..<count].initializeMemory(as: UInt8.self, repeating: 0)
    return count
  }

  func piece(containing address: Address) -> CorePiece? {
    let place = pieces.partitioningIndex { $0.range.end > address }
    guard place < pieces.count, pieces[place].range.contains(address) else { return nil }
    return pieces[place]
  }

  /// Why there are no bytes for an address; nil where there are, and where nothing was mapped.
  func absence(at address: Address) -> MissingMemory? {
    guard let piece = piece(containing: address) else { return nil }
    switch piece.source {
    case .saved, .zeros: return nil
    case .missing(let reason): return reason
    case .file(let file, _):
      if case .failure(let reason) = file.found { return reason }
      return nil
    }
  }
}
