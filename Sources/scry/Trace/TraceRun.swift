// One trace from its beginning to our exit status.

import CLinux
import CallObjects
import Glibc
import SystemPackage
import Tracing

/// Starts, attaches, traces, and ends as the program ended.
struct TraceRun {
  private let arguments: TraceArguments
  private let voice: TraceVoice

  init(_ arguments: TraceArguments, _ voice: TraceVoice) {
    self.arguments = arguments
    self.voice = voice
  }

  func run() -> Never {
    clinux_occupy_standard_files()
    let typing = typed()
    let tracer = opened(typing?.observer)
    var program: LaunchedProgram?
    if !arguments.programWords.isEmpty { program = prepared(typing) }
    // The program inherits what signals do to us, so that it comes first.
    if let program { launch(program, by: tracer) }
    Self.raiseDescriptorLimit()
    SignalManners.adopt(arguments.options.control.interruption ?? .whileWaiting)
    let attached = tracer.attach(to: arguments.pids)
    if program == nil, attached == 0 { Glibc.exit(status(.unreadable)) }
    let end = tracer.run()
    if arguments.failsOnWarning, typing?.observer.warnings.total ?? 0 > 0 { Glibc.exit(1) }
    finish(end)
  }

  /// Every process has a descriptor of its memory, and with `-ff` every task one of its file.
  private static func raiseDescriptorLimit() {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
    limit.rlim_cur = limit.rlim_max
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  }

  private func typed() -> TypedTrace? {
    do {
      return try TypedTrace(arguments)
    } catch {
      voice.say((error as? Failure)?.message ?? "\(error)")
      Glibc.exit(status(.unreadable))
    }
  }

  private func opened(_ observer: ObjectAnnotator?) -> Tracer {
    do throws(TraceError) {
      return try Tracer(arguments.options, observer: observer) { [voice] in voice.say($0) }
    } catch {
      voice.say(error)
      Glibc.exit(status(.unreadable))
    }
  }

  private func prepared(_ typing: TypedTrace?) -> LaunchedProgram {
    do throws(LaunchObstacle) {
      return try LaunchedProgram(
        arguments, agent: typing?.agent, tables: typing?.tables, voice: voice)
    } catch {
      voice.say(error)
      Glibc.exit(arguments.isCompatible ? 1 : 127)
    }
  }

  private func launch(_ program: LaunchedProgram, by tracer: Tracer) {
    do throws(TraceError) {
      try tracer.launch(program)
    } catch {
      voice.say(error)
      Glibc.exit(status(.unreadable))
    }
  }

  /// strace knows one status for all that goes wrong.
  private func status(_ status: ExitStatus) -> Int32 {
    arguments.isCompatible ? 1 : status.rawValue
  }

  private func finish(_ end: TraceEnd) -> Never {
    switch end {
    case .exited(let status): Glibc.exit(status)
    case .killed(let signal), .interrupted(let signal):
      clinux_die_of(signal)
      Glibc.exit(128 + signal)
    }
  }
}

/// What signals do to the tracer: the terminal sends them to it and to the program alike.
enum SignalManners {
  static func adopt(_ interruption: Interruption) {
    clinux_ignore_signal(SIGTTOU)
    clinux_ignore_signal(SIGTTIN)
    if interruption == .anywhere { return }
    if interruption == .neverNorStop { clinux_ignore_signal(SIGTSTP) }
    for signal in [SIGHUP, SIGINT, SIGQUIT, SIGPIPE, SIGTERM] {
      if interruption == .whileWaiting {
        _ = clinux_note_signal(signal)
      } else {
        clinux_ignore_signal(signal)
      }
    }
  }
}
