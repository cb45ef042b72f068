// The strings of execve, and the buffers of readv and its kin.

extension CallPrinter {
  /// `["ls", "-l"]`; a long vector is cut.
  mutating func printVector(at address: UInt64) {
    guard isStringVectorShown, load(UInt64.self, at: address) != nil else {
      return sink.address(address)
    }
    sink.beginArray()
    let limit = isAbbreviated ? stringLimit : 1 << 16
    var isShortened = false
    for index in 0...limit {
      scratchUsed = 0
      guard let string = load(UInt64.self, at: address &+ UInt64(index) * 8) else {
        sink.unreadable(address &+ UInt64(index) * 8)
        break
      }
      if string == 0 { break }
      if index == limit {
        isShortened = true
        break
      }
      sink.element(isFirst: index == 0)
      printText(at: string, limit: stringLimit)
    }
    sink.endArray(isShortened: isShortened)
  }

  private var isStringVectorShown: Bool { options.verbose.contains(call.number) }

  /// `0x7ffe… /* 23 vars */`, or the strings.
  mutating func printEnvironment(at address: UInt64) {
    if !isAbbreviated { return printVector(at: address) }
    sink.address(address)
    guard options.verbose.contains(call.number) else { return }
    let (count, isTerminated) = countVector(at: address)
    if count == 0 && !isTerminated { return }
    sink.beginComment()
    sink.number(UInt64(count), .unsigned)
    sink.word(count == 1 ? " var" : " vars")
    if !isTerminated { sink.word(", unterminated") }
    sink.endComment()
  }

  /// Pointers before the first NULL, or before what cannot be read.
  private mutating func countVector(at address: UInt64) -> (count: Int, isTerminated: Bool) {
    var count = 0
    while count < 1 << 20 {
      scratchUsed = 0
      let bytes = read(address &+ UInt64(count) * 8, upTo: 4096)
      if bytes.count < 8 { break }
      for start in stride(from: 0, to: bytes.count - 7, by: 8) {
        if bytes.load(UInt64.self, at: start) == 0 { return (count, true) }
        count += 1
      }
    }
    return (count, false)
  }

  /// `[{iov_base="abc", iov_len=3}]`; of what was read, as much as there is.
  mutating func printIOVector(at address: UInt64, form: ArgumentForm) {
    let isRead = form.direction == .written
    // Buffers of another process, and those that the kernel has not filled, are shown by their addresses.
    let isElsewhere = form.kind == .ioAddresses || isRead && failed
    printIOVector(
      at: address, count: length(of: form),
      bytes: isElsewhere ? nil : isRead ? length(ofResult: result) : .max,
      annotated: isElsewhere ? nil : form.direction)
  }

  /// `bytes` are shared out to the buffers; nil for buffers that are not shown. The annotator is asked about buffers whose bytes
  /// the result counts: `annotated` says who fills them.
  mutating func printIOVector(
    at address: UInt64, count: UInt64, bytes: UInt64?, annotated: PointerArgument.Direction?
  ) {
    if count == 0 { return printEmptyArray() }
    let limit = isAbbreviated ? UInt64(stringLimit) : 1024
    let elements = readElements(address, count: count, limit: limit, width: 16)
    let vector = elements.bytes
    guard options.verbose.contains(call.number), !vector.isEmpty else {
      return sink.address(address)
    }
    let shown = vector.count / 16
    var left = bytes
    var before: UInt64 = 0
    let used = scratchUsed
    sink.beginArray()
    for index in 0..<shown {
      scratchUsed = used
      let base = vector.load(UInt64.self, at: index * 16)
      let size = vector.load(UInt64.self, at: index * 16 + 8)
      sink.element(isFirst: index == 0)
      sink.beginStruct()
      let isShown = annotateBuffer(base, size: size, before: before, direction: annotated)
      before = before &+ size
      if let some = left {
        if !isShown { printBytes(at: base, count: min(size, some)) }
        left = some == .max ? .max : some - min(size, some)
      } else {
        printAddress(base)
      }
      sink.field("iov_len")
      sink.number(size, .unsigned)
      sink.endStruct(isShortened: false)
    }
    if let unreadable = elements.unreadable { sink.unreadable(unreadable) }
    sink.endArray(isShortened: elements.isShortened)
  }

  func length(ofResult result: CallResult?) -> UInt64 { UInt64(max(result?.value ?? 0, 0)) }
}
