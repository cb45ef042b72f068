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
    let style = form.kind == .hexadecimalData ? .hexadecimal : options.strings
    printBytes(at: address, count: length(of: form), style: style)
  }

  /// `count` bytes as a string, cut at the limit.
  mutating func printBytes(
    at address: UInt64, count: UInt64, style: DecodingOptions.StringStyle? = nil
  ) {
    let shown = Int(min(count, UInt64(max(options.stringLimit, 0))))
    let bytes = read(address, upTo: shown)
    guard address != 0, bytes.count == shown else { return printAddress(address) }
    sink.string(bytes, style: style ?? options.strings)
    if count > UInt64(shown) { sink.more() }
  }

  /// A path whose length, with its NUL, is the result.
  mutating func printPathData(at address: UInt64, form: ArgumentForm) {
    let count = max(Int(clamping: length(of: form)) - 1, 0)
    guard let bytes = read(address, exactly: min(count, 4095)) else { return sink.address(address) }
    sink.string(bytes, style: options.strings)
  }

  /// A field of characters, up to its NUL.
  mutating func printCharacters(_ bytes: UnsafeRawBufferPointer) {
    let end = bytes.firstIndex(of: 0) ?? bytes.count
    sink.string(bytes.slice(at: 0, count: end), style: options.strings)
  }

  /// The number that an argument's form names as its length.
  func length(of form: ArgumentForm) -> UInt64 {
    if form.index == ArgumentForm.resultIndex { return UInt64(max(result?.value ?? 0, 0)) }
    return call.argument(Int(form.index))
  }
}
