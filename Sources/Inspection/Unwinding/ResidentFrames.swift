// The unwind tables of a module whose file cannot be had, read where the program itself uses them.

import DebugInfo
import Primitives
import TargetMemory

/// Reads `.eh_frame` out of a process by way of `.eh_frame_hdr` (LSB, "Exception Frame Header").
struct ResidentFrames {
  /// The module's own addresses.
  let header: AddressRange
  let bias: UInt64
  /// In the process.
  let segments: [Module.Segment]
  let memory: any MemoryReader

  /// In bytes; larger tables are cut.
  private static let limit: UInt64 = 64 << 20

  func read() -> CallFrameInfo? {
    guard let start = frames() else { return nil }
    let place = start + bias
    guard let segment = segments.first(where: { $0.range.contains(place) }) else { return nil }
    let count = min(segment.range.end - place, Self.limit)
    var bytes = [UInt8](repeating: 0, count: Int(count))
    let got = bytes.withUnsafeMutableBytes { try? memory.readPrefix(at: place, into: $0) }
    guard let got, got > 0 else { return nil }
    return CallFrameInfo(exceptionFrames: ByteStore(copying: bytes[..<got]), at: start)
  }

  /// Where `.eh_frame` starts, by the module's own addresses: the header's first pointer, which linkers write as four
  /// signed bytes counted from its own place (DW_EH_PE_pcrel | DW_EH_PE_sdata4).
  private func frames() -> Address? {
    guard let version = try? memory.value(UInt8.self, at: header.start + bias), version == 1,
      let encoding = try? memory.value(UInt8.self, at: header.start + bias + 1), encoding == 0x1b,
      let distance = try? memory.value(Int32.self, at: header.start + bias + 4)
    else { return nil }
    return header.start + 4 + UInt64(bitPattern: Int64(distance))
  }
}
