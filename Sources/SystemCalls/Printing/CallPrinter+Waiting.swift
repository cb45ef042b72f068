// poll and select: which descriptors are asked about.

extension CallPrinter {
  /// `[{fd=0, events=POLLIN}]`.
  mutating func printPollDescriptors(at address: UInt64, count: UInt64) {
    let count = count & 0xFFFF_FFFF
    if count == 0 { return printEmptyArray() }
    let limit = isAbbreviated ? UInt64(stringLimit) : 1 << 16
    let elements = readElements(address, count: count, limit: limit, width: 8)
    let bytes = elements.bytes
    guard options.verbose.contains(call.number), !bytes.isEmpty else {
      return sink.address(address)
    }
    sink.beginArray()
    for start in stride(from: 0, to: bytes.count, by: 8) {
      sink.element(isFirst: start == 0)
      let descriptor = bytes.load(UInt32.self, at: start)
      sink.beginStruct()
      sink.field("fd", isFirst: true)
      printDescriptor(UInt64(descriptor))
      if Int32(bitPattern: descriptor) >= 0 {
        sink.field("events")
        printConstants(UInt64(bytes.load(UInt16.self, at: start + 4)), context.group("poll_events"))
      }
      sink.endStruct(isShortened: false)
    }
    if let unreadable = elements.unreadable { sink.unreadable(unreadable) }
    sink.endArray(isShortened: elements.isShortened)
  }

  /// The descriptors of poll that have something to tell, as the result's remark.
  mutating func printPolled(count: UInt64) {
    guard let bytes = read(call.argument(0), exactly: Int(min(count & 0xFFFF_FFFF, 1 << 16)) * 8)
    else { return sink.address(call.argument(0)) }
    sink.beginArray()
    var shown = 0
    let limit = isAbbreviated ? stringLimit : .max
    var isShortened = false
    for start in stride(from: 0, to: bytes.count, by: 8) {
      let events = UInt64(bytes.load(UInt16.self, at: start + 6))
      if events == 0 { continue }
      if shown == limit {
        isShortened = true
        break
      }
      sink.element(isFirst: shown == 0)
      shown += 1
      sink.beginStruct()
      sink.field("fd", isFirst: true)
      printDescriptor(UInt64(bytes.load(UInt32.self, at: start)))
      sink.field("revents")
      printConstants(events, context.group("poll_events"))
      sink.endStruct(isShortened: false)
    }
    sink.endArray(isShortened: isShortened)
  }

  /// `[3 5]`: the bits of an fd_set below `count`.
  mutating func printDescriptorSet(at address: UInt64, count: UInt64) {
    // A negative number is none, and the set is not looked at.
    guard Int32(truncatingIfNeeded: count) >= 0 else { return sink.address(address) }
    let count = Int(min(count & 0xFFFF_FFFF, 1 << 20))
    let size = (count + 63) / 64 * 8
    guard options.verbose.contains(call.number), let bytes = read(address, exactly: size) else {
      return sink.address(address)
    }
    sink.beginArray()
    printDescriptors(bytes, count: count)
    sink.endArray(isShortened: false)
  }

  @discardableResult
  mutating func printDescriptors(_ bytes: UnsafeRawBufferPointer, count: Int) -> Int {
    var shown = 0
    for descriptor in 0..<count where bytes[descriptor / 8] >> (descriptor % 8) & 1 != 0 {
      sink.member(isFirst: shown == 0)
      printDescriptor(UInt64(descriptor))
      shown += 1
    }
    return shown
  }

  /// `[0 1]`: processors.
  mutating func printProcessorSet(at address: UInt64, size: UInt64) {
    guard let bytes = read(address, exactly: Int(min(size, 1 << 16))) else {
      return sink.address(address)
    }
    sink.beginArray()
    var isFirst = true
    for processor in 0..<(bytes.count * 8) where bytes[processor / 8] >> (processor % 8) & 1 != 0 {
      sink.member(isFirst: isFirst)
      sink.number(UInt64(processor), .unsigned)
      isFirst = false
    }
    sink.endArray(isShortened: false)
  }
}
