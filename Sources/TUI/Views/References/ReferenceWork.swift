// Reading all pointers of the target for a view, with progress and the right to interrupt.

import Inspection

extension Inspector {
  /// The references of the target, on a job's thread. Throws when the job is no longer wanted.
  func references<Value>(for job: Job<Value>) throws(JobFailure) -> ReferenceFinder {
    let finder = references { done in
      job.report("reading pointers, \(Int(done * 100)) %")
      return !job.isCancelled
    }
    guard let finder else { throw JobFailure("interrupted") }
    return finder
  }
}
