// The options of `scry trace`: strace's letters and names, and our own.

/// One line an option, in the order of the help.
enum TraceOptionTable {
  static let rules: [OptionRule] = [
    // What to trace.
    rule("p", "attach", .required, "PID", "Trace these processes: several, with commas or spaces."),
    rule("f", "follow-forks", .none, "", "Trace children and new threads too."),
    rule("F", "follow-vforks", .none, "", "The same as -f, which it once was not."),
    rule(
      nil, "output-separately", .none, "",
      "With -o: a file for each task, FILE.TID. -ff is -f and this."),
    rule(
      "e", "qualify", .required, "EXPR",
      "trace=, signal=, status=, abbrev=, verbose=, raw=, quiet=, decode-fds=, read=, write= SET."),
    rule(
      nil, "trace", .required, "SET",
      "Trace these calls: names, %file and other sets, /REGEX, !SET."),
    rule(nil, "signals,signal", .required, "SET", "Show these signals."),
    rule(
      nil, "status", .required, "SET",
      "Show calls that end so: successful, failed, unfinished, unavailable, detached."),
    rule("z", "successful-only", .none, "", "Show calls that succeed."),
    rule("Z", "failed-only,failing-only", .none, "", "Show calls that fail."),
    rule("P", "trace-path", .required, "PATH", "Show calls that have to do with a path."),
    rule(
      "b", "detach-on", .required, "execve", "Let go of a task when it executes another program."),
    rule(
      nil, "seccomp-bpf", .none, "",
      "Have the kernel stop tasks at the chosen calls only (with -f)."),
    // The program.
    rule("E", "env", .required, "VAR[=VALUE]", "Set a variable of the program, or remove it."),
    rule("u", "user", .required, "NAME", "Run the program as another user."),
    rule(
      "D", "daemonize,daemonized,daemonised", .optional, "PLACE",
      "Run as grandchild, not as parent; pgroup, session."),
    rule(
      "I", "interruptible", .required, "WHEN",
      "anywhere, waiting, never, never_tstp: when signals end us."),
    rule(nil, "kill-on-exit", .none, "", "All traced tasks die with us."),
    rule(nil, "no-pin", .none, "", "Never run on the processor of the traced task."),
    // Where to.
    rule("o", "output", .required, "FILE", "Write the trace there, or to '|COMMAND'."),
    rule("A", "output-append-mode", .none, "", "Append to the file."),
    rule(
      "q", "quiet,silent,silence", .optional, "SET",
      "Leave out attach, exit, path-resolution, personality, thread-execve."),
    rule(nil, "json", .none, "", "One event a line, as JSON."),
    rule(nil, "compat", .none, "", "Exactly strace's format, messages and exit statuses."),
    // How.
    rule("a", "columns", .required, "COLUMN", "Where the results stand (40)."),
    rule("s", "string-limit", .required, "SIZE", "Bytes of a string that are shown (32)."),
    rule("v", "no-abbrev", .none, "", "Structs with all of their members."),
    rule(
      "x", "strings-in-hex", .optional, "WHICH",
      "Strings that are not ASCII in hex; -xx all of them."),
    rule("X", "const-print-style", .required, "STYLE", "Constants raw, abbrev or verbose."),
    rule("y", "decode-fds", .optional, "SET", "Paths of descriptors; -yy sockets and devices too."),
    rule("i", "instruction-pointer", .none, "", "Where the call was made."),
    rule("n", "syscall-number", .none, "", "The call's number."),
    rule("N", "arg-names", .none, "", "The name of each argument."),
    rule("k", "stack-traces", .none, "", "The stack at each call, with source lines."),
    rule(
      "t", "absolute-timestamps,timestamps", .optional, "STYLE",
      "The time of the day; -tt with microseconds, -ttt since 1970."),
    rule("r", "relative-timestamps", .optional, "UNIT", "The time since the line before."),
    rule("T", "syscall-times", .optional, "UNIT", "The time spent in the call."),
    rule(nil, "abbrev", .required, "SET", "Abbreviate structs of these calls."),
    rule(nil, "verbose", .required, "SET", "Show structs of these calls."),
    rule(nil, "raw", .required, "SET", "Show arguments of these calls as numbers."),
    rule(nil, "read", .required, "SET", "Show all that is read from these descriptors."),
    rule(nil, "write", .required, "SET", "Show all that is written to these descriptors."),
    // Objects.
    rule(nil, "no-types", .none, "", "Do not say what objects pointers point to."),
    rule(nil, "addresses", .none, "", "Show addresses before what is said of them."),
    rule(nil, "no-agent", .none, "", "Run the program without the agent: its heap stays unknown."),
    rule(nil, "agent", .required, "PATH", "Use this agent."),
    rule(nil, "fail-on-warning", .none, "", "Exit with status 1 after a warning of a buffer."),
    // Counting.
    rule("c", "summary-only", .none, "", "Count calls, errors and time, and print a table."),
    rule("C", "summary", .none, "", "The same besides the trace."),
    rule("S", "summary-sort-by", .required, "COLUMN", "Sort the table by it."),
    rule("U", "summary-columns", .required, "COLUMNS", "Show these columns."),
    rule("O", "summary-syscall-overhead", .required, "TIME", "Take this off each call (us)."),
    rule("w", "summary-wall-clock", .none, "", "Count the time from entry to exit."),
    rule("h", "help", .none, "", "This text."),
    rule("V", "version", .none, "", "The version."),
  ]

  /// strace's options that we have not, with the reason.
  static let refused: [OptionRule] = [
    rule("d", "debug", .none, "", "there is no debugging output"),
    rule("Y", "decode-pids-comm", .none, "", "names of processes are not shown"),
    rule(nil, "decode-pids", .required, "", "names of processes are not shown"),
    rule(nil, "pidns-translation", .none, "", "process ids are not translated"),
    rule(nil, "secontext", .optional, "", "SELinux contexts are not shown"),
    rule(nil, "inject", .required, "", "calls are not tampered with"),
    rule(nil, "fault", .required, "", "calls are not tampered with"),
    rule(nil, "kvm", .required, "", "exits of virtual processors are not shown"),
    rule(nil, "tips", .optional, "", "there are none"),
  ]

  private static func rule(
    _ letter: Character?, _ names: String, _ value: OptionRule.Value, _ valueName: String,
    _ help: String
  ) -> OptionRule {
    OptionRule(
      letter: letter, names: names.split(separator: ",").map(String.init), value: value,
      valueName: valueName, help: help)
  }

  /// The help's lines.
  static var help: String {
    rules.map { rule in
      let letter = rule.letter.map { "-\($0), " } ?? "    "
      let value =
        switch rule.value {
        case .none: ""
        case .required: "=\(rule.valueName)"
        case .optional: "[=\(rule.valueName)]"
        }
      return entry("  \(letter)--\(rule.names[0])\(value)", rule.help)
    }.joined(separator: "\n")
  }

  /// Columns of the help, and where its explanations begin.
  private static let (width, indentation) = (80, 28)

  /// The spelling, and its explanation beside or below it in lines of their own.
  private static func entry(_ spelling: String, _ help: String) -> String {
    let margin = String(repeating: " ", count: indentation)
    var lines = [spelling.count < indentation ? spelling : spelling + "\n" + margin]
    if spelling.count < indentation { lines[0] += margin.dropFirst(spelling.count) }
    var column = indentation
    for word in help.split(separator: " ") {
      if column > indentation, column + 1 + word.count > width {
        lines.append(margin)
        column = indentation
      }
      if column > indentation {
        lines[lines.count - 1] += " "
        column += 1
      }
      lines[lines.count - 1] += word
      column += word.count
    }
    return lines.joined(separator: "\n")
  }
}
