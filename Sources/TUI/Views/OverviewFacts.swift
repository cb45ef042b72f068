// What the overview says and takes a while to find out.

import Inspection
import Rendering
import TargetMemory

/// The process as a whole, at one look.
struct OverviewFacts: Sendable {
  /// nil until they have been looked for.
  var findings: [FindingText]?
  /// Why it ended; empty for what lives.
  var crash: [StyledText]
  var allocators: AllocatorNode
  var threads: [ThreadFacts]

  /// Finds them out, the findings last.
  static func job(_ inspector: Inspector, _ subject: Subject, _ wakeUp: WakeUp) -> Job<Self> {
    Job(wakeUp) { job throws(JobFailure) in
      job.report("looking at the process")
      var facts = OverviewFacts(
        crash: subject.crash?(inspector) ?? [], allocators: inspector.allocatorTree(),
        threads: (try? inspector.target.threads()) ?? [])
      job.publish(facts, progress: "looking for what is wrong")
      facts.findings = subject.findings(inspector)
      return facts
    }
  }
}
