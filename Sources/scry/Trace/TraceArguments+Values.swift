// The values of single options.

import Glibc
import SystemCalls
import Tracing

extension TraceArguments {
  /// `-p`: commas, blanks and lines between the ids, as pidof and pgrep print them.
  mutating func addProcesses(_ text: String) throws(TraceUsageError) {
    for word in text.split(whereSeparator: { "\n\t ,".contains($0) }) {
      guard let pid = Int32(word), pid > 0, word.utf8.first != UInt8(ascii: "+") else {
        throw TraceUsageError("Invalid process id: '\(word)'")
      }
      if pid == getpid() { throw TraceUsageError("I cannot trace myself") }
      if !pids.contains(pid) { pids.append(pid) }
    }
  }

  /// `-e [KIND=]SET`.
  mutating func qualify(_ text: String) throws(TraceUsageError) {
    let kinds: [String: String] = [
      "trace": "trace", "t": "trace", "abbrev": "abbrev", "a": "abbrev", "verbose": "verbose",
      "v": "verbose", "raw": "raw", "x": "raw", "signal": "signals", "signals": "signals",
      "s": "signals", "status": "status", "quiet": "quiet", "silent": "quiet", "silence": "quiet",
      "q": "quiet", "decode-fds": "decode-fds", "decode-fd": "decode-fds", "read": "read",
      "reads": "read", "r": "read", "write": "write", "writes": "write", "w": "write",
    ]
    let refused: Set<String> = [
      "fault", "inject", "kvm", "secontext", "decode-pids", "decode-pid",
    ]
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let kind = String(parts[0])
    if parts.count > 1, refused.contains(kind) {
      throw TraceUsageError("-e \(kind) is not supported")
    }
    guard parts.count > 1, let known = kinds[kind] else { return try qualify("trace", text) }
    try qualify(known, String(parts[1]))
  }

  /// A set of a known kind.
  mutating func qualify(_ kind: String, _ set: String) throws(TraceUsageError) {
    switch kind {
    case "trace": options.scope.calls = try choice(set)
    case "abbrev": options.decoding.abbreviated = try choice(set)[.amd64]
    case "verbose": options.decoding.verbose = try choice(set)[.amd64]
    case "raw": options.decoding.raw = try choice(set)[.amd64]
    case "signals": try setSignals(set)
    case "status":
      options.scope.outcomes = Set(try members(set, of: CallOutcome.self, called: "status"))
    case "quiet": try setQuiet(set)
    case "read": options.line.dumpedReads = try descriptors(set)
    case "write": options.line.dumpedWrites = try descriptors(set)
    default: try setDescriptors(set)
    }
  }

  private func choice(_ set: String) throws(TraceUsageError) -> CallChoice {
    do throws(CallChoiceError) {
      return try CallChoice(parsing: set)
    } catch {
      throw TraceUsageError(error)
    }
  }

  private mutating func setSignals(_ text: String) throws(TraceUsageError) {
    let rest = text.drop { $0 == "!" }
    var set = NumberSet.none
    switch rest {
    case "none": break
    case "all": set = .all
    default:
      let words = rest.split(separator: ",")
      guard !words.isEmpty else { throw TraceUsageError("invalid signal '\(text)'") }
      for word in words {
        guard let number = SignalNames.number(String(word)) else {
          throw TraceUsageError("invalid signal '\(word)'")
        }
        set.insert(number)
      }
    }
    options.scope.signals = (text.count - rest.count) % 2 == 1 ? set.inverted : set
  }

  /// `[!]NAME,…`, `all` or `none` of the names that a type has.
  private func members<Member: RawRepresentable & CaseIterable & Hashable>(
    _ text: String, of type: Member.Type, called kind: String, aliases: [String: Member] = [:]
  ) throws(TraceUsageError) -> [Member] where Member.RawValue == String {
    let rest = text.drop { $0 == "!" }
    var found: Set<Member> = []
    switch rest {
    case "none": break
    case "all": found = Set(Member.allCases)
    default:
      let words = rest.split(separator: ",")
      guard !words.isEmpty else { throw TraceUsageError("invalid \(kind) '\(text)'") }
      for word in words {
        guard let member = Member(rawValue: String(word)) ?? aliases[String(word)] else {
          throw TraceUsageError("invalid \(kind) '\(word)'")
        }
        found.insert(member)
      }
    }
    let isInverted = (text.count - rest.count) % 2 == 1
    return Member.allCases.filter { found.contains($0) != isInverted }
  }

  /// `[!]NUMBER,…`, `all` or `none`.
  private func descriptors(_ text: String) throws(TraceUsageError) -> DescriptorSet {
    let rest = text.drop { $0 == "!" }
    let isInverted = (text.count - rest.count) % 2 == 1
    if rest == "none" || rest == "all" {
      return DescriptorSet([], isInverted: (rest == "all") != isInverted)
    }
    let words = rest.split(separator: ",")
    guard !words.isEmpty else { throw TraceUsageError("invalid descriptor '\(text)'") }
    var found: Set<Int32> = []
    for word in words {
      guard let number = Int32(word), number >= 0 else {
        throw TraceUsageError("invalid descriptor '\(word)'")
      }
      found.insert(number)
    }
    return DescriptorSet(found, isInverted: isInverted)
  }

  mutating func setQuiet(_ text: String) throws(TraceUsageError) {
    options.quiet = Set(
      try members(
        text, of: QuietMessage.self, called: "quiet",
        aliases: ["exits": .exit, "superseded": .threadExecve]))
    longForms.insert("quiet")
  }

  /// `path` alone is -y; any detail more is -yy.
  mutating func setDescriptors(_ text: String) throws(TraceUsageError) {
    let details = try members(text, of: DescriptorDetail.self, called: "decode-fds")
    longForms.insert("decode-fds")
    options.decoding.descriptors =
      details.isEmpty ? .number : details == [.path] ? .path : .details
  }

  private enum DescriptorDetail: String, CaseIterable {
    case path, socket, dev, pidfd
  }

  mutating func setHex(_ text: String, _ option: GivenOption) throws(TraceUsageError) {
    longForms.insert("strings-in-hex")
    switch text {
    case "none": options.decoding.strings = .escaped
    case "non-ascii": options.decoding.strings = .hexadecimalWhenNotText
    case "all": options.decoding.strings = .hexadecimal
    default: throw TraceUsageError(invalid: text, of: option)
    }
  }

  mutating func setConstants(_ text: String, _ option: GivenOption) throws(TraceUsageError) {
    switch text {
    case "raw": options.decoding.constants = .raw
    case "abbrev": options.decoding.constants = .abbreviated
    case "verbose": options.decoding.constants = .verbose
    default: throw TraceUsageError(invalid: text, of: option)
    }
  }

  mutating func setDaemon(_ text: String, _ option: GivenOption) throws(TraceUsageError) {
    let places: [String: DaemonPlace] = [
      "grandchild": .grandchild, "pgroup": .processGroup, "pgrp": .processGroup,
      "session": .session,
    ]
    guard let place = places[text.lowercased()] else {
      throw TraceUsageError(invalid: text, of: option)
    }
    options.control.daemon = place
    longForms.insert("daemonize")
  }

  mutating func setInterruption(_ text: String, _ option: GivenOption) throws(TraceUsageError) {
    let names: [String: Interruption] = [
      "anywhere": .anywhere, "always": .anywhere, "waiting": .whileWaiting, "never": .never,
      "never_tstp": .neverNorStop,
    ]
    guard let found = names[text] ?? Int(text).flatMap(Interruption.init(rawValue:)) else {
      throw TraceUsageError(invalid: text, of: option)
    }
    options.control.interruption = found
  }

  /// A number that is not negative.
  func number(
    _ text: String, _ option: GivenOption, below limit: Int = Int(Int32.max)
  ) throws(TraceUsageError) -> Int {
    guard let value = Int(text), 0..<limit ~= value, text.utf8.first != UInt8(ascii: "+") else {
      throw TraceUsageError(invalid: text, of: option)
    }
    return value
  }

  func precision(_ text: String, _ option: GivenOption) throws(TraceUsageError) -> TimePrecision {
    guard let value = TimePrecision(rawValue: text.lowercased()) else {
      throw TraceUsageError(invalid: text, of: option)
    }
    return value
  }

  /// A time with a unit, microseconds without one, in nanoseconds.
  func duration(_ text: String, _ option: GivenOption) throws(TraceUsageError) -> Int64 {
    let unit = text.reversed().prefix { $0.isLetter && $0 != "e" && $0 != "E" }
    let units: [String: Double] = ["": 1e3, "s": 1e9, "ms": 1e6, "us": 1e3, "ns": 1]
    guard let value = Double(text.dropLast(unit.count)), value >= 0,
      let factor = units[String(unit.reversed())],
      let nanoseconds = Int64(exactly: (value * factor).rounded())
    else { throw TraceUsageError(invalid: text, of: option) }
    return nanoseconds
  }

  /// `[[format:]FORMAT[,[precision:]UNIT]]`.
  mutating func setClock(_ text: String, _ option: GivenOption) throws(TraceUsageError) {
    longForms.insert("absolute-timestamps")
    var style = clock ?? ClockStyle(isUnixTime: false, precision: .seconds)
    var isShown = true
    for word in text.lowercased().split(separator: ",") {
      let format = word.hasPrefix("format:") ? word.dropFirst(7) : word
      let unit = word.hasPrefix("precision:") ? word.dropFirst(10) : word
      switch format {
      case "none": isShown = false
      case "time": (isShown, style.isUnixTime) = (true, false)
      case "unix": (isShown, style.isUnixTime) = (true, true)
      default:
        guard let precision = TimePrecision(rawValue: String(unit)) else {
          throw TraceUsageError(invalid: text, of: option)
        }
        style.precision = precision
      }
    }
    clock = style
    options.line.clock = isShown ? style : nil
  }

  mutating func setSort(_ name: String) throws(TraceUsageError) {
    isSorted = true
    if name == "none" || name == "nothing" {
      sort = nil
    } else if let column = column(name) {
      sort = column
    } else {
      throw TraceUsageError("invalid sortby: '\(name)'", showsHelp: true)
    }
  }

  mutating func setColumns(_ text: String) throws(TraceUsageError) {
    hasColumns = true
    var found: [SummaryColumn] = []
    var rest = text[...]
    while true {
      let name = String(rest.prefix { $0 != "," })
      guard let column = column(name) else {
        throw TraceUsageError("unknown column name: '\(name)'", showsHelp: true)
      }
      if found.contains(column) {
        throw TraceUsageError(
          "call summary column has been provided more than once: '\(name)' (-U option residual: "
            + "'\(rest)')", showsHelp: true)
      }
      found.append(column)
      rest = rest.dropFirst(name.count)
      if rest.isEmpty { break }
      rest = rest.dropFirst()
    }
    // Without names the numbers mean nothing.
    columns = found.contains(.name) ? found : found + [.name]
  }

  private func column(_ name: String) -> SummaryColumn? {
    SummaryColumn.names.first { $0.name == name }?.column
  }
}
