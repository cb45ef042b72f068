// gzip, zstd and xz, one step at a time.

import CLzma
import CZlib
import CZstd

/// What one step of a decoder did.
struct DecoderStep {
  enum Status {
    case more
    /// The end of the packed stream.
    case finished
    case damaged
  }

  /// Bytes of the input that were used up.
  var taken: Int
  /// Bytes that came out.
  var made: Int
  var status: Status
}

/// Unpacks a stream in steps. One that can do nothing with all that is left of its input takes and makes nothing.
protocol StreamDecoder {
  mutating func step(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> DecoderStep
}

/// Bytes of a decoder's window or dictionary: what `zstd --long=27` and `xz -9` need.
private let windowLog: Int32 = 27
private let memoryLimit: UInt64 = 256 << 20

/// One or more members, as pigz and appending make them.
final class GzipDecoder: StreamDecoder {
  private var stream = z_stream()
  private let isReady: Bool

  init() {
    // 16 more than the window's bits asks for gzip's own header (zlib.h, inflateInit2).
    isReady =
      inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
  }

  deinit { inflateEnd(&stream) }

  func step(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> DecoderStep {
    guard isReady else { return DecoderStep(taken: 0, made: 0, status: .damaged) }
    // zlib counts in 32 bits.
    let count = min(input.count, 1 << 30)
    stream.next_in = UnsafeMutablePointer(
      mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
    stream.avail_in = UInt32(count)
    stream.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.avail_out = UInt32(output.count)
    let code = inflate(&stream, Z_NO_FLUSH)
    let taken = count - Int(stream.avail_in)
    let made = output.count - Int(stream.avail_out)
    return DecoderStep(taken: taken, made: made, status: status(code, input.dropFirst(taken)))
  }

  private func status(_ code: Int32, _ rest: Slice<UnsafeRawBufferPointer>) -> DecoderStep.Status {
    switch code {
    case Z_OK, Z_BUF_ERROR: return .more
    case Z_STREAM_END:
      guard rest.starts(with: [0x1f, 0x8b]) else { return .finished }
      return inflateReset(&stream) == Z_OK ? .more : .damaged
    default: return .damaged
    }
  }
}

/// One or more frames.
final class ZstdDecoder: StreamDecoder {
  private let stream = ZSTD_createDStream()

  init() {
    if let stream { _ = ZSTD_DCtx_setParameter(stream, ZSTD_d_windowLogMax, windowLog) }
  }

  deinit { ZSTD_freeDStream(stream) }

  func step(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> DecoderStep {
    var source = ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
    var sink = ZSTD_outBuffer(dst: output.baseAddress, size: output.count, pos: 0)
    let hint = ZSTD_decompressStream(stream, &sink, &source)
    guard stream != nil, ZSTD_isError(hint) == 0 else {
      return DecoderStep(taken: 0, made: 0, status: .damaged)
    }
    let isFinished = hint == 0 && source.pos == source.size
    return DecoderStep(
      taken: source.pos, made: sink.pos, status: isFinished ? .finished : .more)
  }
}

/// `LZMA_CONCATENATED` of <lzma/container.h>, a macro that Swift does not see.
private let concatenated: UInt32 = 0x08

/// One or more streams.
final class XzDecoder: StreamDecoder {
  private var stream = lzma_stream()
  private let isReady: Bool

  init() {
    isReady =
      lzma_stream_decoder(&stream, memoryLimit, concatenated) == LZMA_OK
  }

  deinit { lzma_end(&stream) }

  func step(
    _ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) -> DecoderStep {
    guard isReady else { return DecoderStep(taken: 0, made: 0, status: .damaged) }
    stream.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.avail_in = input.count
    stream.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.avail_out = output.count
    let code = lzma_code(&stream, LZMA_FINISH)
    let status: DecoderStep.Status =
      switch code {
      case LZMA_OK, LZMA_BUF_ERROR: .more
      case LZMA_STREAM_END: .finished
      default: .damaged
      }
    return DecoderStep(
      taken: input.count - stream.avail_in, made: output.count - stream.avail_out, status: status)
  }
}
