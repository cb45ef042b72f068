// TARGET on the command line: a process id or a core file.

import AgentIndex
import ArgumentParser
import CoreFiles
import Glibc
import Inspection
import Metadata
import Ptrace
import Rendering
import TargetMemory

/// What a command asks about.
enum TargetArgument: ExpressibleByArgument {
  case process(Int32)
  case core(String)

  /// Digits alone are a process id; anything else is a path.
  init?(argument: String) {
    if let pid = Int32(argument), argument.allSatisfy(\.isNumber) {
      self = .process(pid)
    } else if argument.isEmpty {
      return nil
    } else {
      self = .core(argument)
    }
  }

  /// Opens the target. Throws a `Failure` with status 3 and one line when it cannot be read; what is wrong with a core that
  /// can be read is a warning.
  func open(_ files: CoreArguments) throws -> any Target {
    switch self {
    case .process(let pid): return try Self.liveTarget(pid)
    case .core(let path):
      let shown = Diagnostics.printable(path)
      guard access(path, R_OK) == 0 else {
        throw Failure(
          .unreadable, "'\(shown)' is neither a process id nor a readable file: \(errnoText)")
      }
      let core = try Self.core(at: path, shown, files.options)
      for problem in core.problems { Diagnostics.say("warning: '\(shown)': \(problem.line)") }
      return core
    }
  }

  /// Waits for a process that `scry run` has not made the program of yet; whether there was one.
  func waitForStart() -> Bool {
    guard case .process(let pid) = self else { return false }
    return StartingProgram.wait(for: pid)
  }

  /// Opens a live process.
  static func liveTarget(_ pid: Int32) throws -> LiveTarget {
    StartingProgram.wait(for: pid)
    let target: LiveTarget
    do throws(OpenError) {
      target = try LiveTarget.open(pid: pid)
    } catch {
      throw Failure(.unreadable, error.line)
    }
    guard !target.isThirtyTwoBit else {
      let name = Diagnostics.printable(target.facts.name)
      throw Failure(
        .unreadable, "process \(pid) (\(name)) is a 32-bit program; scry reads x86-64 programs")
    }
    return target
  }

  private static func core(
    at path: String, _ shown: String, _ options: CoreFileOptions
  ) throws -> CoreTarget {
    defer { Progress.finish() }
    do throws(CoreError) {
      return try CoreTarget.open(path: path, options: options) {
        Progress.show("unpacking, \(ByteCount.text($0)): ", Array(path.utf8))
      }
    } catch {
      throw Failure(.unreadable, "'\(shown)' \(error.line)")
    }
  }

  private var errnoText: String { String(cString: strerror(errno)) }
}

/// The target and where its tables come from: what every question needs.
struct TargetOptions: ParsableArguments {
  @Argument(help: ArgumentHelp("A process id or a core file.", valueName: "target"))
  var target: TargetArgument

  @OptionGroup var core: CoreArguments
  @OptionGroup var metadata: MetadataArguments

  /// The inspector of the target.
  func inspector() throws -> Inspector {
    let isFresh = target.waitForStart()
    let inspector = try Self.inspector(of: try target.open(core), metadata)
    if isFresh { AttachedProgram.waitForAgent(inspector) }
    return inspector
  }

  /// The inspector of a target that is open already. `standing` is who holds a live one still, if somebody does.
  static func inspector(
    of target: any Target, _ metadata: MetadataArguments, standing: StandingThreads? = nil
  ) throws -> Inspector {
    let tables = try metadata.tables
    do throws(ReadError) {
      let threads: (any ThreadSource)? =
        (target as? LiveTarget).map { LiveThreads($0, standing: standing) }
        ?? target as? any ThreadSource
      let inspector = try Inspector(target: target, metadata: tables, threads: threads)
      if tables.declarations != nil {
        // A warning needs every module's table.
        for module in inspector.modules { _ = module.metadata }
        tables.warnOfUnknownDeclarations()
      }
      // The agent is there, and a moment later its tables are.
      if case .failure(.absent) = inspector.agent, target is LiveTarget,
        inspector.modules.contains(where: { $0.name.elementsEqual(AgentFile.name.utf8) })
      {
        AttachedProgram.waitForAgent(inspector)
      }
      return inspector
    } catch {
      throw Failure(.unreadable, error.line)
    }
  }
}
