// Options that exclude or need each other, and what follows from several together.

import SystemCalls
import Tracing

extension TraceArguments {
  /// In strace's order, so that the same mistake gets the same answer.
  mutating func check() throws(TraceUsageError) {
    guard !programWords.isEmpty || !pids.isEmpty else {
      throw TraceUsageError("must have PROG [ARGS] or -p PID", showsHelp: true)
    }
    try checkDaemon()
    try excludeLong("-t", "absolute-timestamps", clockLetters)
    try excludeLong("-x", "strings-in-hex", hexLetters)
    try excludeLong("-y", "decode-fds", descriptorLetters)
    try checkFollowing()
    try checkSummary()
    try checkOutput()
    if outcomeLetters > 1 {
      warnings.append(
        "Only the last of -z/--successful-only/-Z/--failed-only options will take effect. "
          + "See status qualifier for more complex filters.")
    }
    if quietLetters > 0, longForms.contains("quiet") {
      throw TraceUsageError("-q and -e quiet/--quiet cannot be provided simultaneously")
    }
  }

  private func excludeLong(
    _ letter: String, _ name: String, _ count: Int
  ) throws(TraceUsageError) {
    guard count > 0, longForms.contains(name) else { return }
    throw TraceUsageError("\(letter) and --\(name) cannot be provided simultaneously")
  }

  private func checkDaemon() throws(TraceUsageError) {
    if daemonLetters > 0 { try excludeLong("-D", "daemonize", daemonLetters) }
    guard daemonLetters > 0 || longForms.contains("daemonize") else { return }
    guard !programWords.isEmpty else {
      throw TraceUsageError("PROG [ARGS] must be specified with -D/--daemonize", showsHelp: true)
    }
    guard daemonLetters <= 3 else {
      throw TraceUsageError(
        "Too many -D's (\(daemonLetters)), maximum supported -D count is 3", showsHelp: true)
    }
  }

  private mutating func checkFollowing() throws(TraceUsageError) {
    if followLetters > 0, longForms.contains("follow-forks") {
      throw TraceUsageError("-f and --follow-forks cannot be provided simultaneously")
    }
    if followLetters > 1, longForms.contains("output-separately") {
      throw TraceUsageError("-ff and --output-separately cannot be provided simultaneously")
    }
    options.scope.followsForks = followLetters > 0 || longForms.contains("follow-forks")
    options.isSeparate = followLetters > 1 || longForms.contains("output-separately")
    if longForms.contains("follow-vforks") {
      warnings.append(
        options.scope.followsForks
          ? "deprecated option -F ignored"
          : "option -F is deprecated, please use -f/--follow-forks instead")
      options.scope.followsForks = true
    }
    if filterIsAsked, options.control.detachesAtExec {
      warnings.append("--seccomp-bpf is not enabled because it is not compatible with -b")
      filterIsAsked = false
    }
    guard filterIsAsked else { return }
    if !pids.isEmpty, programWords.isEmpty {
      warnings.append("--seccomp-bpf is not enabled for processes attached with -p")
    }
    if !options.scope.followsForks {
      warnings.append("--seccomp-bpf cannot be used without -f/--follow-forks, disabling")
      filterIsAsked = false
    }
  }

  private mutating func checkSummary() throws(TraceUsageError) {
    let counts = "(-c/--summary-only or -C/--summary)"
    if options.isSeparate, options.summary != nil {
      throw TraceUsageError(
        "\(counts) and -ff/--output-separately are mutually exclusive", showsHelp: true)
    }
    if options.summary == nil {
      if usesWallClock {
        throw TraceUsageError(
          "-w/--summary-wall-clock must be given with \(counts)", showsHelp: true)
      }
      if hasColumns {
        throw TraceUsageError(
          "-U/--summary-columns must be given with \(counts)", showsHelp: true)
      }
      if isSorted {
        warnings.append("-S/--summary-sort-by has no effect without \(counts)")
      }
    }
    if options.summary?.printsCalls == false { warnOfLineOptions() }
  }

  private mutating func warnOfLineOptions() {
    let line = options.line
    let given: [(Bool, String)] = [
      (line.showsInstructionPointer, "-i/--instruction-pointer"),
      (line.showsStack, "-k/--stack-traces"),
      (line.showsNumber, "-n/--syscall-number"),
      (line.relative != nil, "-r/--relative-timestamps"),
      (line.clock != nil || clockLetters > 0, "-t/--absolute-timestamps"),
      (line.elapsed != nil, "-T/--syscall-times"),
      (options.decoding.descriptors != .number || descriptorLetters > 0, "-y/--decode-fds"),
    ]
    for (isGiven, name) in given where isGiven {
      warnings.append("\(name) has no effect with -c/--summary-only")
    }
  }

  private mutating func checkOutput() throws(TraceUsageError) {
    let appends = longForms.contains("output-append-mode")
    guard case .file(let path, _) = options.destination else {
      if options.isSeparate, followLetters == 0, !options.scope.followsForks {
        warnings.append("--output-separately has no effect without -o/--output")
      }
      if appends {
        warnings.append("-A/--output-append-mode has no effect without -o/--output")
      }
      return
    }
    guard path.hasPrefix("|") || path.hasPrefix("!") else {
      options.destination = .file(path: path, appends: appends)
      return
    }
    if options.isSeparate {
      throw TraceUsageError(
        "piping the output and -ff/--output-separately are mutually exclusive", showsHelp: true)
    }
    options.destination = .command(String(path.dropFirst()))
  }

  /// What the letters together mean.
  mutating func settle() {
    settleLetters()
    let isLaunched = !programWords.isEmpty
    let hasFile = options.destination != .standardError
    if !hasFile { options.isSeparate = false }
    settleQuiet(isDefault: isLaunched && hasFile)
    if options.control.interruption == nil {
      options.control.interruption =
        options.control.daemon != nil
        ? .neverNorStop : hasFile && isLaunched ? .never : .whileWaiting
    }
    let tasks = pids.count + (isLaunched ? 1 : 0)
    if !hasFile {
      options.taskIDs = .amongSeveral
    } else if !options.isSeparate, options.scope.followsForks || tasks > 1 {
      options.taskIDs = .plain
    }
    let canFilter = isLaunched && pids.isEmpty && options.scope.followsForks
    options.control.filtersInKernel =
      canFilter && !options.control.detachesAtExec
      && (filterIsAsked || options.scope.calls != .all)
    settleSummary()
  }

  private mutating func settleLetters() {
    switch clockLetters {
    case 0: break
    case 1: options.line.clock = ClockStyle(isUnixTime: false, precision: .seconds)
    case 2: options.line.clock = ClockStyle(isUnixTime: false, precision: .microseconds)
    default: options.line.clock = ClockStyle(isUnixTime: true, precision: .microseconds)
    }
    if hexLetters > 0 {
      options.decoding.strings = hexLetters == 1 ? .hexadecimalWhenNotText : .hexadecimal
    }
    if descriptorLetters > 0 {
      options.decoding.descriptors = descriptorLetters == 1 ? .path : .details
    }
    if daemonLetters > 0 { options.control.daemon = DaemonPlace(rawValue: daemonLetters) }
  }

  private mutating func settleQuiet(isDefault: Bool) {
    let letters =
      quietLetters > 0 ? quietLetters : isDefault && !longForms.contains("quiet") ? 1 : 0
    switch letters {
    case 0: break
    case 1: options.quiet = [.attach, .personality]
    case 2: options.quiet = [.attach, .personality, .exit]
    default: options.quiet = Set(QuietMessage.allCases)
    }
  }

  private mutating func settleSummary() {
    guard options.summary != nil else { return }
    options.summary?.sort = sort
    options.summary?.usesWallClock = usesWallClock
    options.summary?.overhead = overhead
    if let columns {
      options.summary?.columns = columns
    } else if !isCompatible {
      options.summary?.columns = [.percent, .seconds, .average, .calls, .errors, .bytes, .name]
    }
  }
}
