// The fields of /proc/PID/stat and /status that matter here (proc_pid_stat(5)).

/// `/proc/PID/stat`, as far as it is used.
struct TaskStat {
  let name: [UInt8]
  let state: UInt8
  let parent: Int32
  let group: Int32
  let session: Int32
  /// PF_KTHREAD: the task is the kernel's own.
  let isKernelThread: Bool

  /// nil when the text is not such a file. The name stands in parentheses and may hold any byte, parentheses too.
  init?(_ text: [UInt8]) {
    guard let open = text.firstIndex(of: UInt8(ascii: "(")),
      let close = text.lastIndex(of: UInt8(ascii: ")")), open < close
    else { return nil }
    name = Array(text[(open + 1)..<close])
    var fields = Fields(text[(close + 1)...])
    guard let state = fields.word()?.first, let parent = fields.number(radix: 10),
      let group = fields.number(radix: 10), let session = fields.number(radix: 10)
    else { return nil }
    self.state = state
    self.parent = Int32(truncatingIfNeeded: parent)
    self.group = Int32(truncatingIfNeeded: group)
    self.session = Int32(truncatingIfNeeded: session)
    // tty_nr and tpgid (which may be -1) stand before flags.
    for _ in 0..<2 { _ = fields.word() }
    let kernelThreadFlag: UInt64 = 0x0020_0000
    isKernelThread = (fields.number(radix: 10) ?? 0) & kernelThreadFlag != 0
  }
}

/// Lines `Key:\tvalue` of `/proc/PID/status`.
struct TaskStatus {
  private let text: [UInt8]

  init(_ text: [UInt8]) { self.text = text }

  /// The first number of a line.
  func number(_ key: String, radix: UInt64 = 10) -> UInt64? {
    let prefix = Array((key + ":").utf8)
    for line in text.split(separator: UInt8(ascii: "\n"))
    where line.prefix(prefix.count).elementsEqual(prefix) {
      let value = line.dropFirst(prefix.count).drop { $0 == UInt8(ascii: "\t") }
      var fields = Fields(value.prefix { $0 != UInt8(ascii: "\t") })
      return fields.number(radix: radix)
    }
    return nil
  }
}
