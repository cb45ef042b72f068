// The process that feeds damaged samples to a driver, one after the other: it may die of one, which its parent sees.

import Foundation
import Glibc
import Primitives

/// A part of a run: numbered inputs of one sample.
public struct FuzzBatch: Sendable {
  public let driver: any FuzzDriver.Type
  /// The sample's file; its places stand beside it.
  public let seedFile: URL
  public let seed: UInt64
  public let numbers: Range<Int>

  public init(driver: any FuzzDriver.Type, seedFile: URL, seed: UInt64, numbers: Range<Int>) {
    self.driver = driver
    self.seedFile = seedFile
    self.seed = seed
    self.numbers = numbers
  }
}

/// What is wrong with a driver, rather than with Scry.
public enum FuzzError: Error {
  case soundSampleRefused
}

/// Runs batches in this process.
public enum FuzzWorker {
  /// What one input may take.
  public static let secondsLimit = 5
  /// Bytes of address space.
  public static let memoryLimit: UInt = 1 << 30

  /// Ends by SIGALRM when an input takes too long. The number of each input is written to `progress` before its turn.
  public static func run(_ batch: FuzzBatch, progress: URL) throws {
    let seed = try SeedFile.read(batch.seedFile)
    let memory = UnsafeMutableRawBufferPointer.allocate(
      byteCount: seed.bytes.count, alignment: 4096)
    defer { memory.deallocate() }
    memory.copyBytes(from: seed.bytes)
    var mutator = Mutator(memory, places: seed.places)
    let descriptor = open(progress.path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw POSIXError(.EACCES) }
    defer { close(descriptor) }
    limitMemory()
    var taken = Int64(0)
    for number in batch.numbers {
      var mark = [Int64(number), taken]
      pwrite(descriptor, &mark, 16, 0)
      let count = mutator.damage(seed: batch.seed, number: number)
      alarm(UInt32(secondsLimit))
      let bytes = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(memory)[..<count])
      let isTaken = batch.driver.run(
        FuzzInput(
          bytes: bytes, number: number, folder: batch.seedFile.deletingLastPathComponent()))
      alarm(0)
      if isTaken { taken += 1 } else if number == 0 { throw FuzzError.soundSampleRefused }
      mutator.restore()
    }
    var mark = [Int64(batch.numbers.upperBound), taken]
    pwrite(descriptor, &mark, 16, 0)
  }

  /// Runs the bytes of a find once more.
  public static func again(_ driver: any FuzzDriver.Type, file: URL) throws {
    let bytes = [UInt8](try Data(contentsOf: file))
    bytes.withUnsafeBytes {
      // Number 0 asks every question.
      _ = driver.run(FuzzInput(bytes: $0, number: 0, folder: file.deletingLastPathComponent()))
    }
  }

  /// The damaged bytes of one input.
  public static func input(_ batch: FuzzBatch, number: Int) throws -> [UInt8] {
    let seed = try SeedFile.read(batch.seedFile)
    var bytes = seed.bytes
    return bytes.withUnsafeMutableBytes { memory in
      var mutator = Mutator(memory, places: seed.places)
      let count = mutator.damage(seed: batch.seed, number: number)
      return Array(memory[..<count])
    }
  }

  private static func limitMemory() {
    var limit = rlimit(rlim_cur: memoryLimit, rlim_max: memoryLimit)
    setrlimit(__rlimit_resource_t(9), &limit)
    // A core for each find would fill the disk.
    var none = rlimit(rlim_cur: 0, rlim_max: 0)
    setrlimit(__rlimit_resource_t(4), &none)
  }
}

/// A sample as a file, with a second file that lists its places.
public enum SeedFile {
  static func places(of file: URL) -> URL { file.appendingPathExtension("places") }

  /// Writes a sample.
  public static func write(_ seed: FuzzSeed, to file: URL) throws {
    try Data(seed.bytes).write(to: file)
    let lines = seed.places.map { "\($0.lowerBound) \($0.upperBound)" }
    try lines.joined(separator: "\n").write(to: places(of: file), atomically: true, encoding: .utf8)
  }

  /// Reads it back.
  public static func read(_ file: URL) throws -> FuzzSeed {
    let lines = try String(contentsOf: places(of: file), encoding: .utf8).split(separator: "\n")
    let places = lines.compactMap { line -> Range<Int>? in
      let numbers = line.split(separator: " ").compactMap { Int($0) }
      return numbers.count == 2 && numbers[0] < numbers[1] ? numbers[0]..<numbers[1] : nil
    }
    return FuzzSeed(file.lastPathComponent, [UInt8](try Data(contentsOf: file)), places: places)
  }
}
