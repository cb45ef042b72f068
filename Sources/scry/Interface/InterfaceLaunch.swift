// Opens the terminal interface on a target.

import ArgumentParser
import Glibc
import Inspection
import Primitives
import Ptrace
import Rendering
import Synchronization
import TUI
import TargetMemory

/// Puts the engine and the interface together.
struct InterfaceLaunch {
  private let target: TargetArgument
  private let core: CoreArguments
  private let metadata: MetadataArguments
  private let options: InterfaceOptions
  private let theme: Theme
  private let standing = StandingThreads()
  /// The target, when we have started it.
  private var program: AttachedProgram?

  /// On a target that is there.
  init(_ target: TargetOptions, _ options: InterfaceOptions, _ theme: ThemeOptions) {
    self.theme = theme.theme
    self.target = target.target
    core = target.core
    metadata = target.metadata
    self.options = options
  }

  /// On a program that is started for it by `scry` with these words.
  init(
    running words: [String], _ metadata: MetadataArguments, _ options: InterfaceOptions,
    _ theme: ThemeOptions
  ) throws {
    guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else {
      throw Failure(.unreadable, ScreenError.noTerminal.line)
    }
    let program = try AttachedProgram.start(words)
    self.program = program
    target = .process(program.pid)
    core = try CoreArguments.parse([])
    self.metadata = metadata
    self.options = options
    self.theme = theme.theme
  }

  /// Runs the interface until a person leaves it. Throws a `Failure` when the target cannot be opened or there is no fit
  /// terminal.
  func run() throws {
    var subject = try subject()
    subject.rules = DisplayRules(theme.rules)
    let interface: Interface
    do throws(ScreenError) {
      interface = try Interface(subject, theme: theme)
    } catch {
      throw Failure(.unreadable, error.line)
    }
    defer {
      Progress.redirect(nil)
      program?.sayFarewell()
    }
    do throws(JobFailure) {
      try interface.run()
    } catch {
      throw Failure(.unreadable, error.reason)
    }
  }

  private func subject() throws -> Subject {
    switch target {
    case .process(let pid):
      var subject = try program.map(started) ?? attached(pid)
      subject.interval = options.interval.map { .seconds(Int64($0)) }
      subject.outputFile = program?.outputFile
      subject.holder = LiveHolder(pid: pid, standing: standing)
      subject.hasProgram = { access("/proc/\(pid)/exe", F_OK) == 0 }
      return subject
    case .core(let path):
      let (target, core) = (target, core)
      var subject = subject(path, isLive: false) { _ in try target.open(core) }
      subject.crash = { CrashView($0)?.lines(width: 200) ?? [] }
      return subject
    }
  }

  /// A process that runs. It is opened before the screen is, so that a wrong number is answered like everywhere.
  private func attached(_ pid: Int32) throws -> Subject {
    let isFresh = target.waitForStart()
    let first = FirstTarget(try target.open(core))
    let (target, core) = (target, core)
    return subject("\(pid)", isLive: true, awaitsAgent: isFresh) { _ in
      try first.take() ?? target.open(core)
    }
  }

  private func started(_ program: AttachedProgram) -> Subject {
    let (target, core) = (target, core)
    return subject("\(program.pid)", isLive: true, awaitsAgent: true) { report in
      report("preparing the program's tables")
      try program.waitForProgram()
      return try target.open(core)
    }
  }

  private func subject(
    _ name: String, isLive: Bool, awaitsAgent: Bool = false,
    open: @escaping @Sendable (@Sendable (String) -> Void) throws -> any Target
  ) -> Subject {
    let check = TargetCheck(target, core: core, metadata: metadata)
    let (metadata, standing) = (metadata, standing)
    var subject = Subject(
      argument: name, isLive: isLive, wording: InterfaceWords(),
      open: { report throws(JobFailure) in
        Progress.redirect(report)
        do {
          let inspector = try TargetOptions.inspector(
            of: try open(report), metadata, standing: standing)
          if awaitsAgent { AttachedProgram.waitForAgent(inspector) }
          return inspector
        } catch let failure as Failure {
          throw JobFailure(failure.message)
        } catch {
          throw JobFailure("\(error)")
        }
      },
      findings: { check.findings(of: $0).compactMap(\.interfaceText) })
    subject.commands = ConsoleCommands.all(for: name, isLive: isLive, core, metadata)
    return subject
  }
}

extension Finding {
  /// What is not as it should be; nil for what is.
  fileprivate var interfaceText: FindingText? {
    guard verdict != .good else { return nil }
    var line = StyledText(subject + ": ", verdict == .bad ? .error : .warning)
    line.append(detail)
    return FindingText(line, fix: fix.map { StyledText($0) }, isGrave: verdict == .bad)
  }
}

extension ScreenError {
  /// One line without a newline.
  fileprivate var line: String {
    switch self {
    case .noTerminal: "the interface needs a terminal; the other commands print"
    case .unsuitable(""): "TERM is not set: nothing says what the terminal can show"
    case .unsuitable(let name):
      "the terminal '\(Diagnostics.printable(name))' (TERM) cannot show the interface"
    }
  }
}

/// The target that was opened before the screen was, for whoever wants it first.
private final class FirstTarget: Sendable {
  private let target: Mutex<(any Target)?>

  init(_ target: any Target) { self.target = Mutex(target) }

  func take() -> (any Target)? {
    target.withLock { target in
      defer { target = nil }
      return target
    }
  }
}
