// `scry doctor`: what works on this machine and this target, what does not, and the fix.

import ArgumentParser
import Rendering

struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Check what works on this machine and for a target, and say how to mend the rest.",
    discussion: """
      Status 1 when something does not work.

        scry doctor
        scry doctor 4242
      """)

  @Argument(help: ArgumentHelp("A process id or a core file.", valueName: "target"))
  var target: TargetArgument?

  @OptionGroup var core: CoreArguments
  @OptionGroup var metadata: MetadataArguments
  @OptionGroup var output: OutputOptions

  func run() throws {
    let console = output.console
    var findings = MachineCheck(tables: try metadata.tables).findings
    if let target { findings += TargetCheck(target, core: core, metadata: metadata).findings }
    for finding in findings {
      if output.json { console.line(finding.json) } else { console.line(finding.line) }
    }
    if findings.contains(where: { $0.verdict == .bad }) { throw Failure(.absent) }
  }
}

/// One thing that was looked at.
struct Finding {
  enum Verdict: String {
    case good, limited, bad
  }

  /// What was looked at: a few words.
  var subject: String
  var verdict: Verdict
  /// What was found; printable.
  var detail: String
  /// What to do about it; printable.
  var fix: String?

  init(_ subject: String, _ verdict: Verdict, _ detail: String, fix: String? = nil) {
    self.subject = subject
    self.verdict = verdict
    self.detail = detail
    self.fix = fix
  }

  var line: StyledText {
    let marks: [Verdict: (String, Style)] = [
      .good: ("ok   ", .good), .limited: ("note ", .warning), .bad: ("fail ", .error),
    ]
    let (word, style) = marks[verdict] ?? ("", .plain)
    var line = StyledText(word, style)
    line.append(subject, .heading)
    line.append(": " + detail)
    if let fix {
      line.append("\n       fix: ", .note)
      line.append(fix)
    }
    return line
  }

  /// Documentation/JSON.md, "scry doctor".
  var json: JSONValue {
    var object = JSONObject()
    object["subject"] = .text(subject)
    object["verdict"] = .text(verdict.rawValue)
    object["detail"] = .text(detail)
    object["fix"] = fix.map { .text($0) }
    return .object(object)
  }
}
