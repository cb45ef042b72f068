// The bytes that a trace prints, collected before they are written.

/// Bytes that only grow until they are taken; knows the column that a line has reached.
///
/// A trace appends to it some hundred thousand times a second, so nothing here makes a `String`.
public struct OutputBuffer: ~Copyable {
  private var start: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  /// In bytes.
  public private(set) var count = 0
  /// Where the present line began; negative when that part has been removed already.
  private var lineStart = 0

  /// Makes room for `capacity` bytes; the buffer grows beyond that by itself.
  public init(capacity: Int = 1 << 18) {
    self.capacity = max(capacity, 64)
    start = .allocate(capacity: self.capacity)
  }

  deinit { start.deallocate() }

  /// What was appended, valid until the buffer is changed.
  public var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start, count: count) }

  /// Bytes since `beginLine`.
  public var column: Int { count - lineStart }

  /// Columns count from here.
  public mutating func beginLine() { lineStart = count }

  /// Forgets the bytes, keeps the column.
  public mutating func removeAll() {
    lineStart -= count
    count = 0
  }

  /// Takes back everything behind the first `count` bytes.
  public mutating func truncate(to count: Int) { self.count = min(max(count, 0), self.count) }

  public mutating func append(_ byte: UInt8) {
    if count == capacity { grow(by: 1) }
    start[count] = byte
    count &+= 1
  }

  public mutating func append(_ text: StaticString) {
    append(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  public mutating func append(_ bytes: UnsafeRawBufferPointer) {
    guard let source = bytes.baseAddress else { return }
    if bytes.count > capacity &- count { grow(by: bytes.count) }
    UnsafeMutableRawPointer(start + count).copyMemory(from: source, byteCount: bytes.count)
    count &+= bytes.count
  }

  /// Appends `byte` until the column is reached.
  public mutating func pad(toColumn target: Int, with byte: UInt8 = UInt8(ascii: " ")) {
    while column < target { append(byte) }
  }

  private mutating func grow(by bytes: Int) {
    let size = max(capacity * 2, count + bytes)
    let bigger = UnsafeMutablePointer<UInt8>.allocate(capacity: size)
    bigger.update(from: start, count: count)
    start.deallocate()
    start = bigger
    capacity = size
  }
}
