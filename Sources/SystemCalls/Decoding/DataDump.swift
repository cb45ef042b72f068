// The bytes that a call moved, in hex and as text: strace's `-e read=` and `-e write=` (strace 6.1, dumpio in syscall.c).

/// Which way a call moves data.
public enum DataDirection: Sendable {
  case read, written
}

extension CallDecoder {
  /// Which way a call moves data to or from its first argument, a descriptor; nil for other calls.
  public func dataDirection(of call: CallInFlight) -> DataDirection? {
    DataPlace(call)?.direction
  }

  /// Writes lines of all bytes that a call has read, or was to write whether or not it could.
  public func appendData(
    of call: CallInFlight, _ result: CallResult, memory: any TraceeMemory,
    to output: inout OutputBuffer
  ) {
    guard let place = DataPlace(call), !result.isError || place.direction == .written else {
      return
    }
    let dump = DataDump(memory: memory, isNarrow: call.convention != .amd64)
    let returned = UInt64(clamping: result.value)
    let isRead = place.direction == .read
    let start = call.arguments[1]
    switch place.shape {
    case .bytes: dump.append(start, isRead ? returned : call.arguments[2], to: &output)
    case .vector:
      dump.append(vector: start, call.arguments[2], upTo: isRead ? returned : .max, to: &output)
    case .message: dump.append(message: start, upTo: isRead ? returned : .max, to: &output)
    case .messages: dump.append(messages: start, returned, to: &output)
    }
  }
}

/// Where a call's data stand.
private struct DataPlace {
  enum Shape {
    case bytes, vector, message, messages
  }

  let direction: DataDirection
  let shape: Shape

  init?(_ call: CallInFlight) {
    guard let name = call.description?.name, let place = Self.places[name] else { return nil }
    (direction, shape) = place
  }

  private static let places: [String: (DataDirection, Shape)] = [
    "read": (.read, .bytes), "pread64": (.read, .bytes), "recv": (.read, .bytes),
    "recvfrom": (.read, .bytes), "mq_timedreceive": (.read, .bytes),
    "readv": (.read, .vector), "preadv": (.read, .vector), "preadv2": (.read, .vector),
    "recvmsg": (.read, .message), "recvmmsg": (.read, .messages),
    "write": (.written, .bytes), "pwrite64": (.written, .bytes), "send": (.written, .bytes),
    "sendto": (.written, .bytes), "mq_timedsend": (.written, .bytes),
    "writev": (.written, .vector), "pwritev": (.written, .vector),
    "pwritev2": (.written, .vector), "vmsplice": (.written, .vector),
    "sendmsg": (.written, .message), "sendmmsg": (.written, .messages),
  ]
}

/// Writes the target's bytes in lines of sixteen.
private struct DataDump {
  let memory: any TraceeMemory
  /// Words of 32 bits in structs.
  let isNarrow: Bool

  /// The kernel takes no longer vectors (UIO_MAXIOV).
  private static let vectorLimit: UInt64 = 1024
  private static let lineBytes = 16

  private var word: UInt64 { isNarrow ? 4 : 8 }

  func append(_ start: UInt64, _ count: UInt64, to output: inout OutputBuffer) {
    var digits = 5
    while digits < 16, count > 1 << UInt64(4 * digits) { digits += 1 }
    var place: UInt64 = 0
    withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 8) { buffer in
      while place < count {
        let wanted = Int(min(count - place, UInt64(buffer.count)))
        let piece = UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted])
        let got = max(min(memory.read(start &+ place, into: piece), wanted), 0)
        for line in stride(from: 0, to: got, by: Self.lineBytes) {
          let bytes = piece[line..<min(line + Self.lineBytes, got)]
          Self.append(
            UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(piece)[bytes.indices]),
            at: place + UInt64(line), digits, to: &output)
        }
        guard got == wanted else { return }
        place += UInt64(got)
      }
    }
  }

  /// ` | 00010  68 65 6c 6c 6f                                    hello            |`.
  private static func append(
    _ bytes: UnsafeRawBufferPointer, at place: UInt64, _ digits: Int, to output: inout OutputBuffer
  ) {
    output.append(" | ")
    output.append(place, radix: 16, digits: digits)
    output.append(" ")
    for index in 0..<lineBytes {
      if index % 8 == 0 { output.append(" ") }
      if index < bytes.count {
        output.append(UInt64(bytes[index]), radix: 16, digits: 2)
        output.append(" ")
      } else {
        output.append("   ")
      }
    }
    output.append(" ")
    for index in 0..<lineBytes {
      let byte = index < bytes.count ? bytes[index] : UInt8(ascii: " ")
      output.append(0x20..<0x7F ~= byte ? byte : UInt8(ascii: "."))
    }
    output.append(" |\n")
  }

  /// An array of `struct iovec`. strace ends at the first empty one.
  func append(
    vector: UInt64, _ count: UInt64, upTo limit: UInt64, to output: inout OutputBuffer
  ) {
    // strace shows nothing of a vector that it cannot read to its end.
    let count = min(count, Self.vectorLimit)
    guard count > 0, load(vector &+ (2 &* count &- 1) &* word) != nil else { return }
    var rest = limit
    for index in 0..<count {
      let entry = vector &+ index &* 2 &* word
      guard let start = load(entry), let length = load(entry &+ word) else { return }
      let moved = min(length, rest)
      guard moved > 0 else { return }
      rest -= moved
      output.append(" * ")
      output.append(decimal: moved)
      output.append(" bytes in buffer ")
      output.append(decimal: index)
      output.append("\n")
      append(start, moved, to: &output)
    }
  }

  /// A `struct msghdr`: the vector stands behind the name and its length.
  func append(message: UInt64, upTo limit: UInt64, to output: inout OutputBuffer) {
    guard let vector = load(message &+ 2 &* word), let count = load(message &+ 3 &* word) else {
      return
    }
    append(vector: vector, count, upTo: limit, to: &output)
  }

  /// An array of `struct mmsghdr`: messages, each with the bytes that were moved behind it.
  func append(messages: UInt64, _ count: UInt64, to output: inout OutputBuffer) {
    for index in 0..<min(count, Self.vectorLimit) {
      let message = messages &+ index &* 8 &* word
      guard let buffers = load(message &+ 3 &* word), let moved = load(message &+ 7 &* word) else {
        return
      }
      output.append(" = ")
      output.append(decimal: buffers)
      output.append(" buffers in vector ")
      output.append(decimal: index)
      output.append("\n")
      append(message: message, upTo: moved & 0xFFFF_FFFF, to: &output)
    }
  }

  private func load(_ address: UInt64) -> UInt64? {
    var value: UInt64 = 0
    let width = Int(word)
    let got = withUnsafeMutableBytes(of: &value) {
      memory.read(address, into: UnsafeMutableRawBufferPointer(rebasing: $0[..<width]))
    }
    return got == width ? value : nil
  }
}
