// Socket addresses and types.

import Glibc

extension CallPrinter {
  /// `SOCK_STREAM|SOCK_CLOEXEC`: the type is in the lowest four bits.
  mutating func printSocketType(_ value: UInt64) {
    let flags = value & 0xFFFF_FFF0
    guard let type = context.group("socket_type").constant(value & 0xF) else {
      if value & 0xF == 0 { return printConstants(value, context.group("socket_flags")) }
      return printNamed(
        value & 0xFFFF_FFFF, format: .hexadecimal, name: nil, unknown: Name("SOCK_???"))
    }
    if Sink.format == .json { sink.beginFlags() }
    printStyled(value & 0xF, format: .hexadecimal) { $0.sink.flag(type, isFirst: true) }
    if flags != 0 {
      sink.separateFlags()
      printStyled(flags, format: .hexadecimal) { $0.printSocketFlags(flags) }
    }
    if Sink.format == .json { sink.endFlags() }
  }

  private mutating func printSocketFlags(_ flags: UInt64) {
    var rest = flags
    var isFirst = Sink.format == .text
    for constant in context.group("socket_flags").constants where rest & constant.value != 0 {
      sink.flag(constant.name, isFirst: isFirst)
      isFirst = false
      rest &= ~constant.value
    }
    if rest != 0 { sink.flag(rest, isFirst: isFirst) }
  }

  /// An address that the program gave, or that the kernel filled in, of the length that fits.
  mutating func printSocketAddress(at address: UInt64, form: ArgumentForm) {
    let length: UInt64
    if form.direction == .written {
      guard let now = load(UInt32.self, at: call.argument(Int(form.index))) else {
        return sink.address(address)
      }
      length = min(UInt64(now), call.saved & 0xFFFF_FFFF)
      if length == 0 { return sink.address(address) }
    } else {
      length = call.argument(Int(form.index)) & 0xFFFF_FFFF
    }
    printSocketAddress(at: address, length: length)
  }

  mutating func printSocketAddress(at address: UInt64, length: UInt64) {
    guard address != 0 else { return sink.null() }
    guard length >= 2, options.verbose.contains(call.number),
      let bytes = read(address, exactly: Int(min(length, 128)))
    else { return sink.address(address) }
    let family = bytes.load(UInt16.self, at: 0)
    sink.beginStruct()
    sink.field("sa_family", isFirst: true)
    printConstants(UInt64(family), context.group("address_family"))
    switch family {
    case 1: printUnixPath(bytes)
    case 2 where bytes.count >= 16: printInternetAddress(bytes)
    case 10 where bytes.count >= 24: printInternet6Address(bytes)
    case 16 where bytes.count >= 12: printNetlinkAddress(bytes)
    default:
      if bytes.count > 2 {
        sink.field("sa_data")
        sink.string(bytes.slice(at: 2, count: bytes.count - 2), style: options.strings)
      }
    }
    sink.endStruct(isShortened: false)
  }

  /// unix(7): a path, or a name that begins with NUL, which is shown after `@`.
  private mutating func printUnixPath(_ bytes: UnsafeRawBufferPointer) {
    let path = bytes.slice(at: 2, count: min(bytes.count - 2, 108))
    guard !path.isEmpty else { return }
    sink.field("sun_path")
    if path[0] != 0 {
      let end = path.firstIndex(of: 0) ?? path.count
      sink.string(path.slice(at: 0, count: end), style: options.strings)
    } else {
      sink.abstractName(path.slice(at: 1, count: path.count - 1), style: options.strings)
    }
  }

  private mutating func printInternetAddress(_ bytes: UnsafeRawBufferPointer) {
    sink.field("sin_port")
    printNetworkNumber(bytes.slice(at: 2, count: 2), function: "htons")
    sink.field("sin_addr")
    let address = bytes.slice(at: 4, count: 4)
    printOriginal(address) { printer in
      printer.sink.beginFunction("inet_addr")
      printer.printDotted(address)
      printer.sink.endFunction()
    }
  }

  private mutating func printInternet6Address(_ bytes: UnsafeRawBufferPointer) {
    sink.field("sin6_port")
    printNetworkNumber(bytes.slice(at: 2, count: 2), function: "htons")
    sink.field("sin6_flowinfo")
    printNetworkNumber(bytes.slice(at: 4, count: 4), function: "htonl")
    let address = bytes.slice(at: 8, count: 16)
    let isNamed = Sink.format == .text && options.constants != .abbreviated
    sink.beginInternet6("sin6_addr", isNamed: isNamed)
    printOriginal(address) { $0.printInternet6(address, field: "sin6_addr", isNamed: isNamed) }
    if bytes.count >= 28 {
      sink.field("sin6_scope_id")
      printScope(bytes.load(UInt32.self, at: 24), isLink: Self.isLinkLocal(address))
    }
  }

  /// fe80::/10 and the multicast addresses of a link (RFC 4291 §2.5.6, §2.7): their scope is an interface.
  private static func isLinkLocal(_ address: UnsafeRawBufferPointer) -> Bool {
    address[0] == 0xFE && address[1] & 0xC0 == 0x80 || address[0] == 0xFF && address[1] & 0xF == 2
  }

  private mutating func printScope(_ scope: UInt32, isLink: Bool) {
    withUnsafeTemporaryAllocation(byteCount: Int(IF_NAMESIZE), alignment: 1) { name in
      let characters = name.assumingMemoryBound(to: CChar.self)
      guard isLink, Sink.format == .text,
        if_indextoname(scope, characters.baseAddress) != nil,
        let end = name.firstIndex(of: 0)
      else { return sink.number(UInt64(scope), .unsigned) }
      sink.beginFunction("if_nametoindex")
      sink.string(UnsafeRawBufferPointer(rebasing: name[..<end]), style: .escaped)
      sink.endFunction()
    }
  }

  private mutating func printInternet6(
    _ bytes: UnsafeRawBufferPointer, field: StaticString, isNamed: Bool
  ) {
    withUnsafeTemporaryAllocation(byteCount: Int(INET6_ADDRSTRLEN), alignment: 1) { text in
      let characters = text.assumingMemoryBound(to: CChar.self)
      guard let start = bytes.baseAddress, bytes.count == 16,
        inet_ntop(AF_INET6, start, characters.baseAddress, socklen_t(text.count)) != nil
      else { return }
      let end = text.firstIndex(of: 0) ?? text.count
      sink.internet6(
        UnsafeRawBufferPointer(rebasing: text[..<end]), field: field, isNamed: isNamed)
    }
  }

  private mutating func printNetlinkAddress(_ bytes: UnsafeRawBufferPointer) {
    sink.field("nl_pid")
    sink.number(signed(UInt64(bytes.load(UInt32.self, at: 4)), 32), .signed)
    sink.field("nl_groups")
    sink.number(UInt64(bytes.load(UInt32.self, at: 8)), .eightHexadecimalDigits)
  }

  /// A number in network byte order.
  private mutating func printNetworkNumber(
    _ bytes: UnsafeRawBufferPointer, function: StaticString
  ) {
    printOriginal(bytes) { printer in
      printer.sink.beginFunction(function)
      printer.sink.number(bytes.reduce(0) { $0 << 8 | UInt64($1) }, .unsigned)
      printer.sink.endFunction()
    }
  }

  /// The bytes, what they mean, or both, as `-X` says.
  private mutating func printOriginal(
    _ bytes: UnsafeRawBufferPointer, meaning: (inout Self) -> Void
  ) {
    if Sink.format == .json || options.constants == .abbreviated { return meaning(&self) }
    sink.string(bytes, style: .hexadecimal)
    if options.constants == .raw { return }
    sink.beginComment()
    meaning(&self)
    sink.endComment()
  }

  private mutating func printDotted(_ bytes: UnsafeRawBufferPointer) {
    withUnsafeTemporaryAllocation(byteCount: 16, alignment: 1) { text in
      var count = 0
      for (index, byte) in bytes.enumerated() {
        if index > 0 {
          text[count] = UInt8(ascii: ".")
          count += 1
        }
        for digit in [byte / 100, byte / 10 % 10, byte % 10].drop(while: { $0 == 0 }) {
          text[count] = UInt8(ascii: "0") + digit
          count += 1
        }
        if byte == 0 {
          text[count] = UInt8(ascii: "0")
          count += 1
        }
      }
      sink.string(UnsafeRawBufferPointer(rebasing: text[..<count]), style: .escaped)
    }
  }

  /// `[16]`, or `[100 => 16]` when the kernel changed it.
  mutating func printSocketLength(at address: UInt64) {
    guard let length = load(UInt32.self, at: address) else { return sink.address(address) }
    let before = call.saved & 0xFFFF_FFFF
    sink.beginArray()
    if before != UInt64(length) {
      sink.element(isFirst: true)
      sink.number(before, .signed)
      sink.changedElement()
    }
    sink.number(UInt64(length), .signed)
    sink.endArray(isShortened: false)
  }

  /// Lengths given in place are read before the kernel overwrites them.
  mutating func saveLengths() {
    for index in call.printed..<max(parameters.count, call.printed) {
      let form = form(at: index)
      let address = call.argument(parameters[index].register)
      scratchUsed = 0
      if form.kind == .socketLength {
        call.saved = UInt64(load(UInt32.self, at: address) ?? 0)
      } else if form.kind == .message {
        // msg_namelen.
        call.saved = UInt64(load(UInt32.self, at: address &+ 8) ?? 0)
      } else if form.kind == .registerSet {
        // iov_len.
        call.saved = load(UInt64.self, at: address &+ 8) ?? 0
      }
    }
  }
}
