// Times, with the date behind those that have one.

import Glibc

extension CallPrinter {
  /// `1700000000 /* 2023-11-14T22:13:20+0000 */`.
  mutating func printTime(_ seconds: UInt64) {
    sink.number(seconds, .signed)
    printDate(Int64(bitPattern: seconds))
  }

  /// A time of `struct stat`, whose nanoseconds lie behind it.
  mutating func printFileTime(_ bytes: UnsafeRawBufferPointer, at offset: Int) {
    let seconds = bytes.load(Int64.self, at: offset)
    sink.number(UInt64(bitPattern: seconds), .signed)
    printDate(seconds, fraction: bytes.load(UInt64.self, at: offset + 8), digits: 9)
  }

  /// A `struct statx_timestamp`.
  mutating func printStatxTime(_ bytes: UnsafeRawBufferPointer) {
    let seconds = bytes.load(Int64.self, at: 0)
    let nanoseconds = UInt64(bytes.load(UInt32.self, at: 8))
    sink.beginStruct()
    sink.field("tv_sec", isFirst: true)
    sink.number(UInt64(bitPattern: seconds), .signed)
    sink.field("tv_nsec")
    sink.number(nanoseconds, .unsigned)
    sink.endStruct(isShortened: false)
    printDate(seconds, fraction: nanoseconds, digits: 9)
  }

  /// The remark with the local date; nothing for the time 0, which mostly means that there is none.
  mutating func printDate(_ seconds: Int64, fraction: UInt64 = 0, digits: Int = 0) {
    let isTooLarge = digits > 0 && fraction >= (digits == 9 ? 1_000_000_000 : 1_000_000)
    guard Sink.format == .text, !isTooLarge, seconds != 0 || fraction != 0, Self.hasDate(seconds)
    else { return }
    sink.beginComment()
    printDateAlone(seconds, fraction: fraction, digits: digits)
    sink.endComment()
  }

  /// Years are of int's size.
  private static func hasDate(_ seconds: Int64) -> Bool {
    var seconds = time_t(seconds)
    var parts = tm()
    return localtime_r(&seconds, &parts) != nil
  }

  mutating func printDateAlone(_ seconds: Int64, fraction: UInt64 = 0, digits: Int = 0) {
    var seconds = time_t(seconds)
    var parts = tm()
    guard localtime_r(&seconds, &parts) != nil else { return }
    sink.number(UInt64(clamping: Int64(parts.tm_year) + 1900), .unsigned)
    for (separator, value) in [
      ("-", parts.tm_mon + 1), ("-", parts.tm_mday), ("T", parts.tm_hour), (":", parts.tm_min),
      (":", parts.tm_sec),
    ] as [(StaticString, Int32)] {
      sink.word(separator)
      sink.number(UInt64(clamping: value), .twoDigits)
    }
    if fraction > 0 { printFraction(fraction, digits: digits) }
    sink.word(parts.tm_gmtoff < 0 ? "-" : "+")
    let minutes = UInt64(parts.tm_gmtoff.magnitude) / 60
    sink.number(minutes / 60, .twoDigits)
    sink.number(minutes % 60, .twoDigits)
  }

  private mutating func printFraction(_ fraction: UInt64, digits: Int) {
    sink.word(".")
    var unit: UInt64 = digits == 9 ? 100_000_000 : 100_000
    while unit > 0 {
      sink.number(fraction / unit % 10, .unsigned)
      unit /= 10
    }
  }

  /// What nanosleep leaves when it is interrupted; on success nothing is written.
  mutating func printTimeLeft(at address: UInt64) {
    // An absolute time (TIMER_ABSTIME of clock_nanosleep) needs nothing to be left.
    let isAbsolute = form(at: call.printed).index >= 0 && call.argument(1) & 1 != 0
    guard !isAbsolute, let error = result.map({ -$0.value }),
      error == 4 || ErrorNames.restart(error) != nil,
      let bytes = read(address, exactly: 16)
    else { return sink.address(address) }
    printStructure(bytes, context.view("timespec"))
  }

  /// The two times of utimensat and utimes.
  mutating func printTimes(at address: UInt64, isTimespec: Bool) {
    guard options.verbose.contains(call.number), let bytes = read(address, exactly: 32) else {
      return sink.address(address)
    }
    sink.beginArray()
    for index in 0..<2 {
      sink.element(isFirst: index == 0)
      let part = bytes.slice(at: index * 16, count: 16)
      if !isTimespec || !printSpecialTime(part) { printDatedTime(part, isTimespec: isTimespec) }
    }
    sink.endArray(isShortened: false)
  }

  private mutating func printDatedTime(_ bytes: UnsafeRawBufferPointer, isTimespec: Bool) {
    printStructure(bytes, context.view(isTimespec ? "timespec" : "timeval"))
    printDate(
      bytes.load(Int64.self, at: 0), fraction: bytes.load(UInt64.self, at: 8),
      digits: isTimespec ? 9 : 6)
  }

  /// UTIME_NOW and UTIME_OMIT stand in the nanoseconds.
  private mutating func printSpecialTime(_ bytes: UnsafeRawBufferPointer) -> Bool {
    let name: StaticString
    switch bytes.load(UInt64.self, at: 8) {
    case 0x3FFF_FFFF: name = "UTIME_NOW"
    case 0x3FFF_FFFE: name = "UTIME_OMIT"
    default: return false
    }
    if options.constants == .abbreviated || Sink.format == .json {
      sink.word(name)
    } else {
      printStructure(bytes, context.view("timespec"))
      if options.constants == .verbose { printComment(Name(name)) }
    }
    return true
  }
}
