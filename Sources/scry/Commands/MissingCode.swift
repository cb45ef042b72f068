// Frames whose code is not here: what calls what is uncertain from there on.

import Inspection
import Rendering
import TargetMemory

extension Inspector {
  /// Warns, once for each reason, of frames in code that neither the target nor a file gives: of these threads, or of all.
  func warnOfMissingCode(in threads: [StoppedThread]? = nil) throws {
    let stacks = try requireStacks()
    var told: Set<MissingMemory> = []
    for thread in threads ?? stacks.snapshot.threads {
      for frame in stacks.stack(of: thread)?.frames ?? [] {
        guard let reason = target.absence(at: frame.instructionPointer),
          told.insert(reason).inserted
        else { continue }
        Diagnostics.say(
          "warning: thread \(thread.facts.tid), frame #\(frame.level): \(reason.text)")
      }
    }
  }
}
