// A live process kept from running, as long as a person wants to look.

/// Stops and resumes the target through its holder, on a thread of its own that waits meanwhile.
final class HeldProcess {
  private let holder: (any ProcessHolder)?
  private let wakeUp: WakeUp
  private var job: Job<Bool>?
  private var gate: WakeUp?
  private(set) var isHeld = false
  /// Why it could not be stopped.
  private(set) var failure: String?

  init(_ holder: (any ProcessHolder)?, _ wakeUp: WakeUp) {
    self.holder = holder
    self.wakeUp = wakeUp
  }

  /// Stops what runs; lets go what is held.
  func toggle() {
    if job != nil { release() } else { stop() }
  }

  private func stop() {
    guard let holder else { return }
    let gate = WakeUp()
    self.gate = gate
    failure = nil
    job = Job(wakeUp) { job throws(JobFailure) in
      try holder.hold {
        job.publish(true, progress: "")
        gate.wait()
      }
      return false
    }
  }

  /// Lets it run again, and waits until it does.
  func release() {
    gate?.signal()
    gate = nil
    job?.wait()
    job = nil
    isHeld = false
  }

  /// Learns whether it stands; true when that has changed.
  func update() -> Bool {
    guard let job else { return false }
    let before = isHeld
    switch job.state {
    case .running(let held): isHeld = held ?? false
    case .failed(let reason):
      failure = reason
      isHeld = false
      self.job = nil
    case .done, .cancelled: isHeld = false
    }
    return before != isHeld || failure != nil
  }
}
