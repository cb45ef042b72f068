// What a trace with types or stacks needs before it begins: tables, the agent, and who answers.

import ArgumentParser
import CallObjects
import Inspection
import Metadata
import SystemPackage
import Tracing

/// The part of a trace that looks into the target.
struct TypedTrace {
  let observer: ObjectAnnotator
  /// The agent that the program is to be run with; nil when it runs without.
  let agent: String?
  /// Where the agent finds its tables.
  let tables: String?

  /// Seconds that the tables of a program may take before it starts.
  private static let patience: UInt32 = 60

  /// Nil when the trace shows neither types nor stacks. Throws a `Failure` when the agent is missing.
  init?(_ arguments: TraceArguments) throws {
    let showsTypes = !arguments.isCompatible && !arguments.leavesOutTypes
    guard showsTypes || arguments.options.line.showsStack,
      arguments.options.summary?.printsCalls ?? true
    else { return nil }
    let source = try MetadataArguments.parse([]).tables(within: .seconds(Int64(Self.patience)))
    let program = arguments.programWords.first.flatMap { try? ProgramFile.find($0) }
    if let program, showsTypes, !arguments.runsWithoutAgent, program.obstacle?.preventsStart != true
    {
      agent = try AgentFile.preloadable(override: arguments.agentPath)
      TablePreparation(tables: source, limit: Self.patience, isVerbose: false).run(for: program)
      Progress.finish()
    } else {
      agent = nil
    }
    tables = agent == nil ? nil : source.cache.directory
    var scope: ObjectAnnotator.Scope = showsTypes ? .objects : []
    if !arguments.isCompatible { scope.insert(.sourceLines) }
    if arguments.showsAddresses { scope.insert(.addresses) }
    observer = ObjectAnnotator(
      scope: scope, metadata: source,
      agentPath: showsTypes ? agent ?? AgentFile.find() : nil)
    for pid in arguments.pids { observer.prepare(pid) }
    Progress.finish()
  }
}
