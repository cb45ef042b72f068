// Strings and buffers behind pointers.

extension CallPrinter {
  /// A string up to its NUL, or `limit` bytes of it and the sign that there is more.
  mutating func printText(at address: UInt64, limit: Int) {
    let limit = max(limit, 0)
    let bytes = read(address, upTo: limit + 1)
    let end = bytes.firstIndex(of: 0)
    // Without its NUL the string ran into memory that cannot be read.
    if end == nil && bytes.count <= limit { return sink.address(address) }
    let shown = min(end ?? limit, limit)
    sink.string(UnsafeRawBufferPointer(rebasing: bytes[..<shown]), style: options.strings)
    if end == nil { sink.more() }
  }

  /// A buffer as long as another argument, or the result, says.
  mutating func printData(at address: UInt64, form: ArgumentForm) {
    if form.direction == .written, result?.isError ?? false { return sink.address(address) }
    printBytes(at: address, count: length(of: form))
  }

  /// `count` bytes as a string, cut at the limit.
  mutating func printBytes(at address: UInt64, count: UInt64) {
    let shown = Int(min(count, UInt64(max(options.stringLimit, 0))))
    let bytes = read(address, upTo: shown)
    guard bytes.count == shown else { return sink.address(address) }
    sink.string(bytes, style: options.strings)
    if count > UInt64(shown) { sink.more() }
  }

  /// The number that an argument's form names as its length.
  func length(of form: ArgumentForm) -> UInt64 {
    if form.index == ArgumentForm.resultIndex { return UInt64(max(result?.value ?? 0, 0)) }
    return argument(Int(form.index))
  }
}
