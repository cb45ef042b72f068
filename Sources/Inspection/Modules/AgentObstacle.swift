// Why a program cannot take the agent at all, however it is started.

import TargetMemory

/// What keeps the dynamic linker from loading the agent into a program.
public enum AgentObstacle: Sendable, Equatable {
  /// There is no dynamic linker in a static program.
  case `static`
  /// The dynamic linker ignores `LD_PRELOAD` in programs that gain privileges (ld.so(8), "Secure-execution mode").
  case privileged
  /// musl's dynamic linker ends a program whose preloaded library needs glibc.
  case musl
  /// The agent is a 64-bit library.
  case thirtyTwoBit

  /// As the kernel started a process (getauxval(3)); nil when nothing is in the way, or when it is not known.
  init?(_ facts: ProcessFacts, modules: ModuleList) {
    let (interpreterBase, isSecure): (UInt64, UInt64) = (7, 23)  // AT_BASE, AT_SECURE
    if facts.auxiliary[isSecure] == 1 {
      self = .privileged
    } else if facts.auxiliary[interpreterBase] == 0,
      // A dynamic linker that was run by its own name has no interpreter either, but loads libraries.
      modules.modules.allSatisfy({ $0.isExecutable || $0.isVDSO })
    {
      self = .static
    } else if modules.modules.contains(where: { Self.isMusl($0.name) }) {
      self = .musl
    } else {
      return nil
    }
  }

  /// Whether a dynamic linker, by its file's name, is musl's (`ld-musl-x86_64.so.1`).
  public static func isMusl(_ name: some Sequence<UInt8>) -> Bool {
    name.starts(with: "ld-musl".utf8)
  }

  /// Whether a program that is asked to load the agent does not even start.
  public var preventsStart: Bool { self == .musl || self == .thirtyTwoBit }
}

extension Inspector {
  /// Why the target could not have been started with the agent; nil when it could.
  public var agentObstacle: AgentObstacle? {
    AgentObstacle(target.facts, modules: view.modules)
  }
}
