// Saves a live process as a core: stop, copy, let go, write.

import Primitives
import Ptrace
import SystemPackage
import TargetMemory

/// What was saved.
public struct SavedCore: Sendable {
  /// How long the process stood still.
  public let pause: Duration
  /// Bytes of memory that were copied while it stood.
  public let copied: UInt64
  /// The copy went to a file, because memory was short.
  public let usedFile: Bool
  /// In bytes: as long as the file is, and what it takes of the disk.
  public let size: UInt64
  public let sizeOnDisk: UInt64
  public let threads: Int
}

/// Saves one process.
///
/// The process stands while its memory is copied into ours, and runs on while the core is written. A forked copy of the
/// process would stand shorter, but somebody would have to make the process call `fork`; Scry changes nothing in it.
public struct ProcessSaver {
  private let target: LiveTarget

  public init(_ target: LiveTarget) { self.target = target }

  /// Writes a core to `path`, whole or not at all: under no name, or another one, until it is complete.
  ///
  /// - Parameter progress: told how many bytes of how many have been written.
  public func save(
    to path: String, progress: (UInt64, UInt64) -> Void
  ) throws(SaveError) -> SavedCore {
    let output: OutputFile
    do throws(Errno) { output = try OutputFile(for: path) } catch { throw .write(error) }
    let (process, pause) = try copy(folder: output.folder)
    do throws(Errno) {
      try CoreWriter(process).write(to: output.file, progress: progress)
      let (size, onDisk) = try output.file.sizes()
      try output.publish()
      return SavedCore(
        pause: pause, copied: process.copied, usedFile: process.arena.isFile,
        size: size, sizeOnDisk: onDisk, threads: process.threads.count)
    } catch {
      throw .write(error)
    }
  }

  private func copy(folder: String) throws(SaveError) -> (SavedProcess, Duration) {
    let copier = try ProcessCopier(target, folder: folder)
    let outcome: (result: Result<SavedProcess, SaveError>, pause: Duration)
    do throws(StopError) {
      outcome = try withAllStopped(target) { copier.copy($0) }
    } catch {
      throw .stop(error)
    }
    return (try outcome.result.get(), outcome.pause)
  }
}
