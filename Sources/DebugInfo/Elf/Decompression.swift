// Decompresses sections, with every claimed size checked before memory is taken.

import CDeflate
import CLzma
import CZstd
import Glibc
import Primitives

/// zlib, zstd and xz, each with a limit on what comes out.
enum Decompression {
  /// No section is decompressed to more than this many bytes.
  static let limit: UInt64 = 8 << 30
  /// Larger sections may claim at most `largestRatio` times their compressed bytes; compilers' output stays below 20.
  static let freeLimit: UInt64 = 64 << 20
  static let largestRatio: UInt64 = 64

  /// A section with a compression header (`Elf64_Chdr`, gABI "Section compression").
  static func section(_ bytes: ByteStore, part: ElfPart) throws(ElfError) -> ByteStore {
    var cursor = ByteCursor(bytes)
    let kind = cursor.read(UInt32.self)
    cursor.skip(4)
    let size = cursor.read(UInt64.self)
    cursor.skip(8)
    guard !cursor.failed else { throw .damaged(part) }
    let packed = UnsafeRawBufferPointer(rebasing: bytes.bytes[cursor.position...])
    switch kind {
    case 1: return try unpack(packed, size: size, part: part, with: inflate)
    case 2: return try unpack(packed, size: size, part: part, with: unpackZstd)
    default: throw .decompression(part)
    }
  }

  /// A `.zdebug_` section: "ZLIB", the size in big-endian, a zlib stream (binutils before SHF_COMPRESSED).
  static func oldSection(_ bytes: ByteStore, part: ElfPart) throws(ElfError) -> ByteStore {
    guard bytes.slice(at: 0, count: 12)?.starts(with: "ZLIB".utf8) == true,
      let size = bytes.load(UInt64.self, at: 4)
    else { throw .damaged(part) }
    let packed = UnsafeRawBufferPointer(rebasing: bytes.bytes[12...])
    return try unpack(packed, size: UInt64(bigEndian: size), part: part, with: inflate)
  }

  private static func unpack(
    _ packed: UnsafeRawBufferPointer, size: UInt64, part: ElfPart,
    with decoder: (UnsafeRawBufferPointer, UnsafeMutableRawBufferPointer) -> Bool
  ) throws(ElfError) -> ByteStore {
    guard size <= freeLimit || size <= limit && size / largestRatio <= UInt64(packed.count) else {
      throw .tooLarge(part, claimed: size)
    }
    guard size > 0 else { return .empty }
    // Swift's allocation traps when there is no memory; malloc says so.
    guard let memory = malloc(Int(size)) else { throw .tooLarge(part, claimed: size) }
    let output = UnsafeMutableRawBufferPointer(start: memory, count: Int(size))
    guard decoder(packed, output) else {
      free(memory)
      throw .decompression(part)
    }
    return ByteStore(adopting: UnsafeRawBufferPointer(output)) {
      free(UnsafeMutableRawPointer(mutating: $0.baseAddress))
    }
  }

  /// Whether a zlib stream fills `output` exactly.
  private static func inflate(
    _ packed: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> Bool {
    guard let decompressor = libdeflate_alloc_decompressor() else { return false }
    defer { libdeflate_free_decompressor(decompressor) }
    // Without a place for the size, any other than the room is a failure.
    let status = libdeflate_zlib_decompress(
      decompressor, packed.baseAddress, packed.count, output.baseAddress, output.count, nil)
    return status == LIBDEFLATE_SUCCESS
  }

  private static func unpackZstd(
    _ packed: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> Bool {
    let size = ZSTD_decompress(output.baseAddress, output.count, packed.baseAddress, packed.count)
    return ZSTD_isError(size) == 0 && size == output.count
  }

  /// An xz stream (`.gnu_debugdata`), which does not say its size: nil when it is damaged or gives over `limit` bytes.
  static func xz(_ packed: UnsafeRawBufferPointer, limit: Int) -> ByteStore? {
    var stream = lzma_stream()
    guard lzma_stream_decoder(&stream, 256 << 20, 0) == LZMA_OK else { return nil }
    defer { lzma_end(&stream) }
    stream.next_in = packed.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.avail_in = packed.count
    var output: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 18)
    while true {
      let (status, made) = piece.withUnsafeMutableBufferPointer { buffer in
        stream.next_out = buffer.baseAddress
        stream.avail_out = buffer.count
        let status = lzma_code(&stream, LZMA_FINISH)
        return (status, buffer.count - stream.avail_out)
      }
      guard output.count + made <= limit else { return nil }
      output.append(contentsOf: piece[..<made])
      if status == LZMA_STREAM_END { return ByteStore(copying: output) }
      guard status == LZMA_OK else { return nil }
    }
  }
}
