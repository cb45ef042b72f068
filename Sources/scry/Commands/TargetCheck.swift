// What works for one target.

import AgentIndex
import DebugInfo
import Inspection
import Metadata
import Primitives
import TargetMemory

/// Looks at a target's permissions, its agent, and the debug information of its modules.
struct TargetCheck {
  let target: TargetArgument
  let metadata: MetadataArguments

  init(_ target: TargetArgument, metadata: MetadataArguments) {
    self.target = target
    self.metadata = metadata
  }

  var findings: [Finding] {
    do {
      let options = metadata
      let target = try target.open()
      let inspector = try Inspector(target: target, metadata: options.tables)
      let facts = target.facts
      let name = Diagnostics.printable(facts.name)
      return [Finding("target", .good, "process \(facts.pid) (\(name)) can be read")]
        + [agent(inspector)] + inspector.modules.compactMap { module($0, in: inspector) }
    } catch let failure as Failure {
      return [Finding("target", .bad, failure.message)]
    } catch let error as ReadError {
      return [Finding("target", .bad, error.line)]
    } catch {
      return [Finding("target", .bad, "cannot be read")]
    }
  }

  private func agent(_ inspector: Inspector) -> Finding {
    let pid = inspector.target.facts.pid
    switch inspector.agent {
    case .failure(let error):
      return Finding(
        "agent in target", .bad, error.line(pid: pid),
        fix: HeapFailure.obstacle(inspector).map { "none: the program \($0)" }
          ?? "scry run -- PROGRAM ARGUMENTS…")
    case .success(let index):
      guard let status = try? index.status() else {
        return Finding("agent in target", .bad, "its tables are damaged")
      }
      if status.activity != .running {
        return Finding("agent in target", .bad, "it does not index: \(status.activity.text)")
      }
      return status.gaps.isEmpty
        ? Finding("agent in target", .good, "it indexes the heap")
        : Finding("agent in target", .limited, "it indexes the heap with gaps: \(status.gaps.text)")
    }
  }

  /// What is missing for a module; nil when nothing is.
  private func module(_ module: Module, in inspector: Inspector) -> Finding? {
    guard !module.isVDSO else { return nil }
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
    return Finding(subject, .limited, problem.text(of: real))
  }

  private static func names(_ paths: [String]) -> String {
    paths.prefix(3).map { Diagnostics.printable($0) }.joined(separator: ", ")
  }
}
