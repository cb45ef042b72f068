// Strings and buffers behind pointers.

extension CallPrinter {
  /// `-s`, as far as there is room for it.
  var stringLimit: Int { min(max(options.stringLimit, 0), context.scratch.count / 4) }

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
    let shown = Int(min(count, UInt64(stringLimit)))
    let bytes = read(address, upTo: shown)
    guard address != 0, bytes.count == shown else { return printAddress(address) }
    sink.string(bytes, style: style ?? options.strings)
    if count > UInt64(shown) { sink.more() }
  }

  /// A host's or a domain's name, of which 64 bytes are allowed (__NEW_UTS_LEN).
  mutating func printHostName(at address: UInt64, form: ArgumentForm) {
    if length(of: form) & 0xFFFF_FFFF > 64 { return sink.address(address) }
    printData(at: address, form: form)
  }

  /// An extended attribute's value: mostly text, whose NUL is not shown; 64 KiB at most (XATTR_SIZE_MAX).
  mutating func printAttribute(at address: UInt64, form: ArgumentForm) {
    let count = length(of: form)
    if count > 65536 || form.direction == .written && isSizeQuery { return sink.address(address) }
    let last = count > 0 ? load(UInt8.self, at: address &+ count &- 1) : nil
    printBytes(at: address, count: last == 0 ? count - 1 : count)
  }

  /// The names of a file's attributes; with no room for them only their length is asked.
  mutating func printAttributeList(at address: UInt64, form: ArgumentForm) {
    if isSizeQuery { return sink.address(address) }
    printBytes(at: address, count: length(of: form))
  }

  /// The buffer's size, which stands behind it, is 0.
  private var isSizeQuery: Bool {
    let next = call.printed + 1
    return next < parameters.count && call.argument(parameters[next].register) == 0
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
    let value = call.argument(Int(form.index))
    let holder = parameters.first { $0.register == Int(form.index) }
    return holder?.isWord ?? false ? value & 0xFFFF_FFFF : value
  }
}
