// ScryFuzz: feeds Scry damaged files of every kind that it reads, and keeps what ends or stops it.

import Foundation
import Fuzzing

/// What the command line asks for: `ScryFuzz [inputs=N] [seconds=N] [seed=N] [drivers=NAME,NAME] [findings=FOLDER]`.
func run(_ words: [String]) throws -> Int32 {
  var fuzz = FuzzRun(worker: CommandLine.arguments[0])
  for word in words {
    let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
    guard parts.count == 2 else { return usage() }
    switch parts[0] {
    case "inputs": fuzz.inputs = Int(parts[1]) ?? fuzz.inputs
    case "seconds": fuzz.seconds = Double(parts[1])
    case "seed": fuzz.seed = UInt64(parts[1]) ?? fuzz.seed
    case "drivers":
      fuzz.drivers = parts[1].split(separator: ",").compactMap { FuzzDrivers.named(String($0)) }
    case "findings": fuzz.findings = URL(fileURLWithPath: parts[1])
    default: return usage()
    }
  }
  if fuzz.seconds != nil, !words.contains(where: { $0.hasPrefix("inputs=") }) { fuzz.inputs = .max }
  fuzz.report = { FileHandle.standardError.write(Data("\($0)\n".utf8)) }
  let (inputs, finds) = try fuzz.run()
  print("\(inputs) inputs, \(finds.count) finds")
  return finds.isEmpty ? 0 : 1
}

func usage() -> Int32 {
  let names = FuzzDrivers.all.map { $0.name }.joined(separator: ",")
  print("usage: ScryFuzz [inputs=N] [seconds=N] [seed=N] [drivers=\(names)] [findings=FOLDER]")
  return 2
}

/// The worker's words: driver, sample, seed, first and last number, file for the progress.
func work(_ words: [String]) throws -> Int32 {
  guard words.count == 6, let driver = FuzzDrivers.named(words[0]), let seed = UInt64(words[2]),
    let first = Int(words[3]), let last = Int(words[4]), first <= last
  else { return usage() }
  let batch = FuzzBatch(
    driver: driver, seedFile: URL(fileURLWithPath: words[1]), seed: seed, numbers: first..<last)
  try FuzzWorker.run(batch, progress: URL(fileURLWithPath: words[5]))
  return 0
}

/// Runs kept bytes again: `ScryFuzz again DRIVER FILE...`.
func again(_ words: [String]) throws -> Int32 {
  guard words.count > 1, let driver = FuzzDrivers.named(words[0]) else { return usage() }
  for path in words.dropFirst() {
    try FuzzWorker.again(driver, file: URL(fileURLWithPath: path))
    print("\(path): ended in order")
  }
  return 0
}

let words = Array(CommandLine.arguments.dropFirst())
switch words.first {
case "worker": exit(try work(Array(words.dropFirst())))
case "again": exit(try again(Array(words.dropFirst())))
default: exit(try run(words))
}
