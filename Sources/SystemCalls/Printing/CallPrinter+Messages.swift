// sendmsg, recvmsg and their kin, and the values of socket options.

extension CallPrinter {
  /// A `struct msghdr` (user_msghdr: name 0, namelen 8, iov 16, iovlen 24, control 32, controllen 40, flags 48).
  mutating func printMessage(at address: UInt64) {
    let isReceived = form(at: call.printed).direction == .written
    guard options.verbose.contains(call.number), let bytes = read(address, exactly: 56) else {
      return sink.address(address)
    }
    if isReceived && failed {
      sink.beginStruct()
      sink.field("msg_namelen", isFirst: true)
      sink.number(signed(UInt64(bytes.load(UInt32.self, at: 8)), 32), .signed)
      return sink.endStruct(isShortened: false)
    }
    printMessage(
      bytes, transferred: isReceived ? length(ofResult: result) : .max,
      nameLength: isReceived ? call.saved : nil, annotated: isReceived ? .written : .read)
  }

  /// `transferred` bytes are in the buffers; `nameLength` is what it was before the kernel filled the name in; `annotated`: as
  /// for an I/O vector.
  mutating func printMessage(
    _ bytes: UnsafeRawBufferPointer, transferred: UInt64, nameLength: UInt64?,
    annotated: PointerArgument.Direction?
  ) {
    let length = UInt64(bytes.load(UInt32.self, at: 8))
    sink.beginStruct()
    sink.field("msg_name", isFirst: true)
    printSocketAddress(
      at: bytes.load(UInt64.self, at: 0), length: min(length, nameLength ?? length))
    sink.field("msg_namelen")
    if let nameLength, nameLength != length {
      sink.changing {
        $0.number(nameLength, .signed)
      } after: {
        $0.number(length, .signed)
      }
    } else {
      sink.number(signed(length, 32), .signed)
    }
    sink.field("msg_iov")
    let vector = bytes.load(UInt64.self, at: 16)
    let count = bytes.load(UInt64.self, at: 24)
    if vector == 0 {
      sink.null()
    } else {
      printIOVector(at: vector, count: count, bytes: transferred, annotated: annotated)
    }
    sink.field("msg_iovlen")
    sink.number(count, .unsigned)
    let controlLength = bytes.load(UInt64.self, at: 40)
    if controlLength > 0 {
      sink.field("msg_control")
      printControl(at: bytes.load(UInt64.self, at: 32), size: controlLength)
    }
    sink.field("msg_controllen")
    sink.number(controlLength, .unsigned)
    sink.field("msg_flags")
    printConstants(UInt64(bytes.load(UInt32.self, at: 48)), context.group("message_flags"))
    sink.endStruct(isShortened: false)
  }

  /// An array of `struct mmsghdr`: 64 bytes each, msg_len at 56.
  mutating func printMessages(at address: UInt64, form: ArgumentForm) {
    let isReceived = form.direction == .written
    let count = length(of: form) & 0xFFFF_FFFF
    if count == 0 { return printEmptyArray() }
    // UIO_MAXIOV.
    let known = Int(min(count, 1024))
    let shown = isAbbreviated ? min(known, stringLimit) : known
    guard options.verbose.contains(call.number), let bytes = read(address, exactly: shown * 64)
    else { return sink.address(address) }
    // What was not sent has no length.
    let sent = isReceived ? count : length(ofResult: result)
    let used = scratchUsed
    sink.beginArray()
    for index in 0..<(bytes.count / 64) {
      scratchUsed = used
      let entry = bytes.slice(at: index * 64, count: 64)
      let length = UInt64(entry.load(UInt32.self, at: 56))
      sink.element(isFirst: index == 0)
      sink.beginStruct()
      sink.field("msg_hdr", isFirst: true)
      printMessage(
        entry, transferred: isReceived ? length : .max, nameLength: nil, annotated: nil)
      if index < sent {
        sink.field("msg_len")
        sink.number(length, .unsigned)
      }
      sink.endStruct(isShortened: false)
    }
    sink.endArray(isShortened: shown < known)
  }

  /// Control messages (cmsg(3)): length 0, level 8, type 12, data from 16 on, each begun at a multiple of 8.
  private mutating func printControl(at address: UInt64, size: UInt64) {
    guard address != 0, size >= 16, let bytes = read(address, exactly: Int(min(size, 4096))) else {
      return printAddress(address)
    }
    sink.beginArray()
    var start = 0
    while bytes.count - start >= 16 {
      let length = Int(clamping: bytes.load(UInt64.self, at: start))
      sink.element(isFirst: start == 0)
      printControlMessage(bytes.slice(at: start, count: max(length, 16)), length: length)
      start += (min(max(length, 16), bytes.count) + 7) & ~7
      if length < 16 { break }
    }
    if start < bytes.count { sink.unreadable(address &+ UInt64(start)) }
    sink.endArray(isShortened: false)
  }

  private mutating func printControlMessage(_ bytes: UnsafeRawBufferPointer, length: Int) {
    let level = UInt64(bytes.load(UInt32.self, at: 8))
    let type = UInt64(bytes.load(UInt32.self, at: 12))
    let data = bytes.slice(at: 16, count: max(length - 16, 0))
    sink.beginStruct()
    sink.field("cmsg_len", isFirst: true)
    sink.number(UInt64(max(length, 0)), .unsigned)
    sink.field("cmsg_level")
    printConstants(level, context.group("socket_level"))
    sink.field("cmsg_type")
    if level == 1 {
      printConstants(type, context.group("cmsg_socket"))
    } else {
      sink.number(type, .hexadecimal)
    }
    let isRights = level == 1 && type == 1
    // Descriptors of which not one is whole.
    if !data.isEmpty && !(isRights && data.count < 4) {
      sink.field("cmsg_data")
      printControlData(
        data, isDescriptors: level == 1 && type == 1, isSender: level == 1 && type == 2)
    }
    sink.endStruct(isShortened: false)
  }

  private mutating func printControlData(
    _ data: UnsafeRawBufferPointer, isDescriptors: Bool, isSender: Bool
  ) {
    if isSender && data.count >= 12 { return printStructure(data, context.view("ucred")) }
    guard isDescriptors else { return sink.string(data, style: options.strings) }
    sink.beginArray()
    let count = data.count / 4
    let shown = isAbbreviated ? min(count, stringLimit) : count
    for index in 0..<shown {
      sink.element(isFirst: index == 0)
      printDescriptor(UInt64(data.load(UInt32.self, at: index * 4)))
    }
    sink.endArray(isShortened: count > shown)
  }

  /// An option's value: a number mostly, some are structs, the rest bytes.
  mutating func printSocketOption(at address: UInt64, form: ArgumentForm) {
    let isRead = form.direction == .written
    let size =
      isRead
      ? UInt64(load(UInt32.self, at: call.argument(Int(form.index))) ?? 0) : length(of: form)
    if Int32(truncatingIfNeeded: size) < 0 { return sink.address(address) }
    let level = call.argument(1) & 0xFFFF_FFFF
    let option = call.argument(2) & 0xFFFF_FFFF
    if level == 1, option == 13 || option == 17 {
      return printOptionStructure(
        at: address, size: size, view: context.view(option == 13 ? "linger" : "ucred"))
    }
    if level == 1, Self.filterOptions.contains(option) {
      return printFilterOption(at: address, size: size, isRead: isRead)
    }
    if level == 1 && Self.byteOptions.contains(option) || level > 1 && size != 4 {
      return printBytes(at: address, count: size)
    }
    if size < 4 && isRead { return printBytes(at: address, count: size, style: .hexadecimal) }
    guard size >= 4, let value = load(UInt32.self, at: address) else {
      return sink.address(address)
    }
    sink.beginArray()
    sink.number(signed(UInt64(value), 32), .signed)
    sink.endArray(isShortened: false)
  }

  /// Options of SOL_SOCKET that are neither numbers nor known structs: times, names, security labels, groups, tables.
  private static var byteOptions: [UInt64] { [20, 21, 25, 28, 31, 55, 59, 61, 66, 67] }

  /// SO_ATTACH_FILTER, which getsockopt calls SO_GET_FILTER, and SO_ATTACH_REUSEPORT_CBPF.
  private static var filterOptions: [UInt64] { [26, 51] }

  /// A filter is set by a `struct sock_fprog`; what is read are its steps, whose number comes back as the size.
  private mutating func printFilterOption(at address: UInt64, size: UInt64, isRead: Bool) {
    if isRead && size <= UInt64(UInt16.max) {
      printFilterSteps(at: address, count: size, of: .socket)
    } else if !isRead && size & 0xFFFF_FFFF == 16 {
      printFilterProgram(at: address, of: .socket)
    } else {
      sink.address(address)
    }
  }

  private mutating func printOptionStructure(at address: UInt64, size: UInt64, view: StructureView)
  {
    guard size >= view.size, let bytes = read(address, exactly: view.size) else {
      return sink.address(address)
    }
    printStructure(bytes, view)
  }
}
