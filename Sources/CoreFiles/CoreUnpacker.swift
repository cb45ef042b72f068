// Unpacks a core into a temporary file without a name, so that it can be mapped like any other.

import Glibc
import Primitives
import SystemPackage

/// Unpacks one file, piece by piece.
///
/// A core is looked at in no order, which no packed format allows; and one that is too large for memory is what packing is for.
/// So it goes to disk, with holes where it is zero. A packed file that ends early gives what it holds, as a core that was
/// cut off does.
struct CoreUnpacker {
  let format: CoreCompression

  /// No core is unpacked to more than this many bytes.
  static let limit: UInt64 = 1 << 40
  private static let pieceSize = 1 << 20

  /// `$TMPDIR`, else the place for large files: /tmp is often kept in memory.
  private let folder: String

  init(_ format: CoreCompression) {
    self.format = format
    let chosen = getenv("TMPDIR").map { String(cString: $0) } ?? ""
    folder = chosen.isEmpty ? "/var/tmp" : chosen
  }

  /// - Parameter progress: told how many bytes have come out so far.
  func unpack(
    _ packed: UnsafeRawBufferPointer, progress: (UInt64) -> Void
  ) throws(UnpackingFailure) -> ByteStore {
    switch format {
    case .gzip: try unpack(packed, with: GzipDecoder(), progress)
    case .zstd: try unpack(packed, with: ZstdDecoder(), progress)
    case .xz: try unpack(packed, with: XzDecoder(), progress)
    }
  }

  private func unpack(
    _ packed: UnsafeRawBufferPointer, with initial: some StreamDecoder,
    _ progress: (UInt64) -> Void
  ) throws(UnpackingFailure) -> ByteStore {
    var decoder = initial
    do throws(Errno) {
      var file = try SparseFile(in: folder)
      let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.pieceSize, alignment: 16)
      defer { piece.deallocate() }
      var taken = 0
      while true {
        let step = decoder.step(UnsafeRawBufferPointer(rebasing: packed[taken...]), into: piece)
        taken += step.taken
        try file.append(UnsafeRawBufferPointer(rebasing: piece[..<step.made]))
        progress(file.size)
        let isStuck = step.taken == 0 && step.made == 0
        if step.status == .damaged || isStuck && file.size == 0 { throw .illegalByteSequence }
        if file.size > Self.limit { throw .fileTooLarge }
        if step.status == .finished || isStuck { return try file.map() }
      }
    } catch {
      throw failure(error)
    }
  }

  private func failure(_ error: Errno) -> UnpackingFailure {
    switch error {
    case .illegalByteSequence: .damaged
    case .fileTooLarge: .tooLarge
    default: .noRoom(error, folder: folder)
    }
  }
}
