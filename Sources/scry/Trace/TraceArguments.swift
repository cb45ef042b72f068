// The command line of `scry trace` as values.

import Glibc
import SystemCalls
import Tracing

/// What was asked for.
struct TraceArguments {
  var options = TraceOptions()
  var pids: [Int32] = []
  /// The program's words begin here, counted from the end of the command line.
  var programWords: [String] = []
  /// `-E`, in order.
  var environmentChanges: [String] = []
  var user: String?
  var isCompatible = false
  /// `--no-types`.
  var leavesOutTypes = false
  /// `--addresses`.
  var showsAddresses = false
  /// `--no-agent`.
  var runsWithoutAgent = false
  /// `--agent`.
  var agentPath: String?
  /// `--fail-on-warning`.
  var failsOnWarning = false
  var wantsHelp = false
  var wantsVersion = false
  /// What is told but does not stop us.
  var warnings: [String] = []

  // How often letters came, and which long forms exclude them.
  var followLetters = 0
  var quietLetters = 0
  var clockLetters = 0
  var hexLetters = 0
  var descriptorLetters = 0
  var daemonLetters = 0
  var outcomeLetters = 0
  var longForms: Set<String> = []
  var filterIsAsked = false
  var isSorted = false
  var hasColumns = false
  var usesWallClock = false
  var overhead: Int64 = 0
  var sort: SummaryColumn? = .percent
  var columns: [SummaryColumn]?
  var clock: ClockStyle?

  /// Reads the words behind `scry trace`.
  init(_ words: [String]) throws(TraceUsageError) {
    let scanner: OptionScanner
    do throws(OptionScanError) {
      scanner = try OptionScanner(
        words[...], rules: TraceOptionTable.rules + TraceOptionTable.refused)
    } catch {
      throw TraceUsageError(error)
    }
    for option in scanner.options { try apply(option) }
    programWords = Array(scanner.rest)
    if wantsHelp || wantsVersion { return }
    do throws(TraceUsageError) {
      try check()
    } catch {
      var error = error
      error.warnings = warnings
      throw error
    }
    settle()
  }

  private mutating func apply(_ option: GivenOption) throws(TraceUsageError) {
    if let refused = TraceOptionTable.refused.first(where: { $0.names[0] == option.name }) {
      throw TraceUsageError("\(option.spelling) is not supported: \(refused.help)")
    }
    if let value = option.value {
      try apply(option, value)
    } else {
      try apply(flag: option)
    }
  }

  private mutating func apply(flag option: GivenOption) throws(TraceUsageError) {
    switch option.name {
    case "follow-forks" where option.spelling == "-f": followLetters += 1
    case "quiet" where option.spelling == "-q": quietLetters += 1
    case "absolute-timestamps" where option.spelling == "-t": clockLetters += 1
    case "strings-in-hex" where option.spelling == "-x": hexLetters += 1
    case "decode-fds" where option.spelling == "-y": descriptorLetters += 1
    case "daemonize" where option.spelling == "-D": daemonLetters += 1
    case "quiet": try setQuiet("attach,personality")
    case "absolute-timestamps": try setClock("format:time", option)
    case "strings-in-hex": try setHex("all", option)
    case "decode-fds": try setDescriptors("path")
    case "daemonize": try setDaemon("grandchild", option)
    case "relative-timestamps": options.line.relative = .microseconds
    case "syscall-times": options.line.elapsed = .microseconds
    default: try apply(switch: option.name)
    }
  }

  private mutating func apply(switch name: String) throws(TraceUsageError) {
    switch name {
    case "follow-forks", "follow-vforks": longForms.insert(name)
    case "output-separately": longForms.insert(name)
    case "successful-only":
      options.scope.outcomes = [.successful]
      outcomeLetters += 1
    case "failed-only":
      options.scope.outcomes = [.failed]
      outcomeLetters += 1
    case "seccomp-bpf": filterIsAsked = true
    case "kill-on-exit": options.control.killsAtExit = true
    case "no-pin": options.control.pins = false
    case "output-append-mode": longForms.insert(name)
    case "json": options.isJSON = true
    case "compat": isCompatible = true
    case "no-types": leavesOutTypes = true
    case "addresses": showsAddresses = true
    case "no-agent": runsWithoutAgent = true
    case "fail-on-warning": failsOnWarning = true
    case "no-abbrev": options.decoding.abbreviated = .none
    case "instruction-pointer": options.line.showsInstructionPointer = true
    case "syscall-number": options.line.showsNumber = true
    case "summary-only": try count(printing: false)
    case "summary": try count(printing: true)
    case "summary-wall-clock": usesWallClock = true
    case "help": wantsHelp = true
    case "version": wantsVersion = true
    case "arg-names": options.decoding.argumentNames = true
    case "stack-traces": options.line.showsStack = true
    default: break
    }
  }

  private mutating func count(printing: Bool) throws(TraceUsageError) {
    if let summary = options.summary, summary.printsCalls != printing {
      throw TraceUsageError(
        "-c/--summary-only and -C/--summary are mutually exclusive", showsHelp: true)
    }
    options.summary = SummaryOptions()
    options.summary?.printsCalls = printing
  }

  private mutating func apply(_ option: GivenOption, _ value: String) throws(TraceUsageError) {
    switch option.name {
    case "attach": try addProcesses(value)
    case "qualify": try qualify(value)
    case "trace", "signals", "status", "abbrev", "verbose", "raw", "quiet", "decode-fds",
      "read", "write":
      try qualify(option.name, value)
    case "trace-path": options.scope.paths.append(Array(value.utf8))
    case "detach-on":
      guard value == "execve" else {
        throw TraceUsageError("Syscall '\(value)' for -b isn't supported")
      }
      options.control.detachesAtExec = true
    case "env": environmentChanges.append(value)
    case "user": user = value
    case "agent": agentPath = value
    case "daemonize": try setDaemon(value, option)
    case "interruptible": try setInterruption(value, option)
    case "output": options.destination = .file(path: value, appends: false)
    case "columns": options.decoding.resultColumn = try number(value, option)
    case "string-limit": options.decoding.stringLimit = try number(value, option, below: 1 << 30)
    case "strings-in-hex": try setHex(value, option)
    case "const-print-style": try setConstants(value, option)
    case "absolute-timestamps": try setClock(value, option)
    case "relative-timestamps": options.line.relative = try precision(value, option)
    case "syscall-times": options.line.elapsed = try precision(value, option)
    case "summary-sort-by": try setSort(value)
    case "summary-columns": try setColumns(value)
    case "summary-syscall-overhead": overhead = try duration(value, option)
    default: break
    }
  }
}
