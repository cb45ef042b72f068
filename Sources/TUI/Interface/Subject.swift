// What the interface is opened on, and what the command line lends to it: opening, wording, control.

import AgentIndex
import Inspection
import Rendering
import TargetMemory

/// A target for the interface.
public struct Subject: Sendable {
  /// A process id or a path: what stands for the target on a command line.
  public var argument: String
  /// False for a core.
  public var isLive: Bool
  /// Seconds between looks at a live target; nil to look only when asked.
  public var interval: Duration?
  /// Opens the target; may take long, and says meanwhile what it does. Called again when the process has executed another program.
  public var open: Opener
  /// Whether the process runs any program; false of one that has ended, and of a core.
  public var hasProgram: @Sendable () -> Bool = { false }
  /// Why the process died, for a core.
  public var crash: (@Sendable (Inspector) -> [StyledText])?
  /// What is wrong with what is known of the target, the worst first, each with what to do about it.
  public var findings: @Sendable (Inspector) -> [FindingText]
  public var wording: any Wording
  /// What a theme says of objects of some types.
  public var rules = DisplayRules([])
  /// The commands of Scry that the console takes.
  public var commands: [ConsoleCommand] = []
  /// Stops a live process; nil when that cannot be done.
  public var holder: (any ProcessHolder)?
  /// Where the program's output goes, when we started it.
  public var outputFile: String?

  /// Opens a target, and tells `report` what it is doing.
  public typealias Opener =
    @Sendable (_ report: @escaping @Sendable (String) -> Void) throws(JobFailure) -> Inspector

  public init(
    argument: String, isLive: Bool, interval: Duration? = nil, wording: any Wording,
    open: @escaping Opener, findings: @escaping @Sendable (Inspector) -> [FindingText]
  ) {
    self.argument = argument
    self.isLive = isLive
    self.interval = interval
    self.wording = wording
    self.open = open
    self.findings = findings
  }
}

/// Something that is wrong, and what to do about it.
public struct FindingText: Sendable {
  public var headline: StyledText
  public var fix: StyledText?
  /// It keeps Scry from what people come for, rather than from details.
  public var isGrave: Bool

  public init(_ headline: StyledText, fix: StyledText? = nil, isGrave: Bool = false) {
    self.headline = headline
    self.fix = fix
    self.isGrave = isGrave
  }
}

/// The command line's words for what goes wrong.
public protocol Wording: Sendable {
  /// Lines for an expression's error.
  func lines(_ error: ExpressionError, in text: String, of inspector: Inspector) -> [String]
  /// A line for why the heap cannot be listed.
  func line(_ error: IndexError, of inspector: Inspector) -> String
  /// A line for why memory cannot be read.
  func line(_ error: ReadError) -> String
}

/// Keeps a process from running for a while, so that it runs again whatever becomes of us.
public protocol ProcessHolder: Sendable {
  /// Stops all threads, calls `wait`, and lets them run when it returns. On the thread that calls.
  func hold(_ wait: @escaping @Sendable () -> Void) throws(JobFailure)
}
