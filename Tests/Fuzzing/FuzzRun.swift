// A run over all drivers: makes the samples, hands out batches to worker processes, and keeps what ends one of them.

import Foundation
import TestSupport

/// An input that ended a worker.
public struct FuzzFind: Sendable, CustomStringConvertible {
  public let driver: String
  public let seed: String
  public let number: Int
  /// `trap`, `hang`, or the signal's number.
  public let end: String
  /// The damaged bytes, kept.
  public let file: URL
  /// The end of what the worker said.
  public let errors: String

  public var description: String {
    "\(driver), \(seed), input \(number): \(end); kept in \(file.path)\n\(errors)"
  }
}

/// What to run.
public struct FuzzRun {
  /// All inputs together, spread evenly over the drivers.
  public var inputs = 100_000
  /// Ends the run early; nil for no limit.
  public var seconds: Double?
  public var seed: UInt64 = 1
  public var drivers: [any FuzzDriver.Type] = FuzzDrivers.all
  /// Where finds are kept.
  public var findings = URL(fileURLWithPath: "fuzz-findings")
  /// The program that works off a batch when it is called with `worker`.
  public var worker: String
  /// Told of every find and of each driver's end.
  public var report: (String) -> Void = { _ in }

  public init(worker: String) { self.worker = worker }

  /// How many inputs ran, and what was found.
  public func run() throws -> (inputs: Int, finds: [FuzzFind]) {
    let workspace = try Workspace()
    let end = seconds.map { Date.now.addingTimeInterval($0) }
    var total = 0
    var finds: [FuzzFind] = []
    for (index, driver) in drivers.enumerated() {
      let seeds = try makeSeeds(of: driver, in: workspace)
      guard !seeds.isEmpty else { continue }
      let share = (inputs - total) / (drivers.count - index)
      let stop = end.map {
        Date.now.addingTimeInterval(max(0, $0.timeIntervalSinceNow) / Double(drivers.count - index))
      }
      let started = Date.now
      var done = 0
      var taken = 0
      var found = 0
      for (place, file) in seeds.enumerated() {
        let part = (share - done) / (seeds.count - place)
        var next = 0
        while next < part, stop.map({ $0 > .now }) ?? true {
          let batch = FuzzBatch(
            driver: driver, seedFile: file, seed: seed, numbers: next..<min(part, next + 2000))
          let work = try work(on: batch, in: workspace)
          done += work.next - next
          taken += work.taken
          next = work.next
          if let find = work.find {
            finds.append(find)
            found += 1
            report("\(find)")
          }
        }
      }
      total += done
      let time = Int(Date.now.timeIntervalSince(started))
      report(
        "\(driver.name): \(done) inputs of \(seeds.count) samples in \(time) s, "
          + "\(taken * 100 / max(done, 1)) % taken for sound, \(found) finds")
    }
    return (total, finds)
  }

  private func makeSeeds(of driver: any FuzzDriver.Type, in workspace: Workspace) throws -> [URL] {
    try driver.makeSeeds(in: workspace).map { seed in
      let file = workspace.url.appending(path: "\(driver.name)-\(seed.name).seed")
      try SeedFile.write(seed, to: file)
      return file
    }
  }

  /// Runs a batch up to its end or to the first find, and gives the number to go on with.
  private func work(
    on batch: FuzzBatch, in workspace: Workspace
  ) throws -> (next: Int, taken: Int, find: FuzzFind?) {
    let progress = workspace.url.appending(path: "progress")
    let errors = workspace.url.appending(path: "errors")
    try Data().write(to: errors)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: worker)
    process.arguments = [
      "worker", batch.driver.name, batch.seedFile.path, "\(batch.seed)",
      "\(batch.numbers.lowerBound)", "\(batch.numbers.upperBound)", progress.path,
    ]
    // A trap's own words are enough; its backtrace takes seconds.
    process.environment = ProcessInfo.processInfo.environment.merging([
      "SWIFT_BACKTRACE": "enable=no"
    ]) { $1 }
    process.standardError = try FileHandle(forWritingTo: errors)
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    let marks = [UInt8](try Data(contentsOf: progress))
    let number = marks.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    let taken = marks.dropFirst(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    if process.terminationReason == .exit, process.terminationStatus == 0 {
      return (number, taken, nil)
    }
    let said = try String(contentsOf: errors, encoding: .utf8)
    return (number + 1, taken, try keep(batch, number, process.terminationStatus, said))
  }

  private func keep(
    _ batch: FuzzBatch, _ number: Int, _ status: Int32, _ errors: String
  ) throws -> FuzzFind {
    try FileManager.default.createDirectory(at: findings, withIntermediateDirectories: true)
    let name = batch.seedFile.deletingPathExtension().lastPathComponent
    let file = findings.appending(path: "\(name)-\(batch.seed)-\(number)")
    try Data(try FuzzWorker.input(batch, number: number)).write(to: file)
    let end =
      status == SIGALRM ? "hang" : status == SIGILL || status == SIGTRAP ? "trap" : "\(status)"
    return FuzzFind(
      driver: batch.driver.name, seed: name, number: number, end: end, file: file,
      errors: String(errors.suffix(600)))
  }
}
