// What works for one target.

import AgentIndex
import CoreFiles
import DebugInfo
import Inspection
import Metadata
import Primitives
import TargetMemory

/// Looks at a target's permissions, its agent, and the debug information of its modules.
struct TargetCheck {
  let target: TargetArgument
  let core: CoreArguments
  let metadata: MetadataArguments

  init(_ target: TargetArgument, core: CoreArguments, metadata: MetadataArguments) {
    self.target = target
    self.core = core
    self.metadata = metadata
  }

  var findings: [Finding] {
    do {
      let target = try target.open(core)
      return findings(of: try Inspector(target: target, metadata: try metadata.tables))
    } catch let failure as Failure {
      return [Finding("target", .bad, failure.message)]
    } catch let error as ReadError {
      return [Finding("target", .bad, error.line)]
    } catch {
      return [Finding("target", .bad, "cannot be read")]
    }
  }

  /// The same of a target that is open already.
  func findings(of inspector: Inspector) -> [Finding] {
    let target = inspector.target
    let facts = target.facts
    let name = Diagnostics.printable(facts.name)
    let core = (target as? CoreTarget).map { CoreCheck(core: $0).findings } ?? []
    return [Finding("target", .good, "process \(facts.pid) (\(name)) can be read")]
      + core + tracer(of: target) + [agent(inspector)]
      + inspector.modules.compactMap { module($0, in: inspector) }
  }

  /// Whether somebody else keeps the threads from being stopped.
  private func tracer(of target: any Target) -> [Finding] {
    guard let live = target as? LiveTarget, let tracer = live.tracer(ofThread: live.facts.pid)
    else { return [] }
    return [
      Finding(
        "stacks", .limited,
        "process \(tracer) traces process \(live.facts.pid): its stacks cannot be had, the rest can",
        fix: "end that debugger or tracer")
    ]
  }

  private func agent(_ inspector: Inspector) -> Finding {
    let subject = "agent in target"
    switch inspector.agent {
    case .failure(.absent):
      return Finding(
        subject, .bad, HeapFailure.absence(inspector),
        fix: inspector.agentObstacle == nil ? "scry run -- PROGRAM ARGUMENTS..." : nil)
    case .failure(let error):
      return Finding(subject, .bad, error.line(pid: inspector.target.facts.pid))
    case .success(let index):
      guard let status = try? index.status() else {
        return Finding(subject, .bad, "its tables are damaged")
      }
      let agent = "version \(status.agentVersion)"
      if status.activity != .running {
        return Finding(subject, .bad, "\(agent), does not index: \(status.activity.text)")
      }
      let heap = status.hasOtherAllocator ? "the heap of a library's own malloc" : "the heap"
      return status.gaps.isEmpty
        ? Finding(subject, .good, "\(agent), indexes \(heap)")
        : Finding(subject, .limited, "\(agent), indexes \(heap) with gaps: \(status.gaps.text)")
    }
  }

  /// What is missing for a module; nil when nothing is.
  private func module(_ module: Module, in inspector: Inspector) -> Finding? {
    guard !module.isVDSO, module.name != Array(AgentFile.name.utf8) else { return nil }
    let subject = Diagnostics.printable(module.name)
    let mapping = inspector.mappings.containing(module.range.start)
    guard let path = mapping.flatMap(inspector.target.openablePath) else {
      return module.metadata == nil
        ? Finding(subject, .limited, "its file cannot be opened and no table of it is cached") : nil
    }
    guard let info = try? ModuleDebugInfo.open(path, options: metadata.debugFiles) else {
      return Finding(subject, .limited, "\(Diagnostics.printable(path)) is no usable ELF file")
    }
    guard let problem = info.problems.first else {
      return Finding(subject, .good, "debug information in \(Self.names(info.files.map(\.path)))")
    }
    let real = String(decoding: module.path, as: UTF8.self)
    return Finding(subject, .limited, problem.text, fix: problem.fix(for: real))
  }

  private static func names(_ paths: [String]) -> String {
    paths.prefix(3).map { Diagnostics.printable($0) }.joined(separator: ", ")
  }
}
