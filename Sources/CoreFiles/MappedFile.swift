// A file that the dead process had mapped, found again and compared with what the core remembers of it.

import DebugInfo
import Glibc
import Primitives
import TargetMemory

/// One loading of a file: the entries of the core's list of files that belong together.
final class MappedFile: Sendable {
  /// In the process's own view.
  let path: [UInt8]
  /// Where the file's start was mapped; nil when it was not, or when no ELF header is there.
  let image: LoadedImage?
  /// The first bytes of the file as the core's memory has them; empty when they were not saved.
  private let header: [UInt8]
  private let isExecutable: Bool
  private let options: CoreFileOptions
  private let lazy = Lazy<Result<FoundFile, MissingMemory>>()

  /// A file on this machine that is the one that was mapped.
  struct FoundFile: Sendable {
    let path: String
    let file: ElfFile
  }

  /// The program headers lie within this many bytes of every usual file.
  private static let headerSize = 4096

  /// - Parameter start: where the file's first byte was mapped; nil when it was not.
  init(
    path: [UInt8], start: Address?, isExecutable: Bool, saved: some MemoryReader,
    options: CoreFileOptions
  ) {
    self.path = path
    self.isExecutable = isExecutable
    self.options = options
    image = start.flatMap { LoadedImage(at: $0, in: saved) }
    header = start.flatMap { try? saved.bytes(at: $0, count: Self.headerSize) } ?? []
  }

  /// The file, looked for at the first call; else why it cannot stand for the memory.
  var found: Result<FoundFile, MissingMemory> { lazy.value(find) }

  private func find() -> Result<FoundFile, MissingMemory> {
    var failure = MissingMemory.fileNotFound(path)
    let candidates = options.candidates(
      for: path, buildID: image?.buildID ?? [], isExecutable: isExecutable)
    for candidate in candidates {
      guard let file = try? ElfFile.open(path: candidate) else {
        // There is a file, of data: nothing tells whether it is still the same.
        if access(candidate, F_OK) == 0, image == nil { failure = .fileUnverifiable(path) }
        continue
      }
      switch agrees(file, isNamedByUser: isNamedByUser(candidate)) {
      case true?: return .success(FoundFile(path: candidate, file: file))
      case false?: failure = .fileDiffers(Array(candidate.utf8))
      case nil: failure = .fileUnverifiable(path)
      }
    }
    return .failure(failure)
  }

  /// Whether the user has said that this file, or the folder that it is in, is the process's own.
  private func isNamedByUser(_ candidate: String) -> Bool {
    isExecutable && candidate == options.executable
      || options.sysroot.map { candidate.hasPrefix($0) } ?? false
  }

  /// Whether a file is the one that was mapped; nil when the core does not tell.
  ///
  /// By build-id; without one by the ELF header and what follows it on the first page. Where the core has neither, the user's
  /// word counts.
  private func agrees(_ file: ElfFile, isNamedByUser: Bool) -> Bool? {
    if let image, !image.buildID.isEmpty { return file.buildID == image.buildID }
    guard image != nil, !header.isEmpty else { return isNamedByUser ? true : nil }
    guard file.buildID == nil else { return false }
    let start = file.store.bytes.prefix(header.count)
    return start.elementsEqual(header.prefix(start.count))
  }

  /// What the file's own headers say of the memory at an address of the process; nil when they are not known.
  func segment(at address: Address) -> LoadedImage.Segment? {
    guard let image else { return nil }
    // Segments are mapped in whole pages.
    return image.segments.first { segment in
      let start = segment.range.start.raw & ~4095
      let own = address.raw &- image.bias
      return own >= start && own < (segment.range.end.raw &+ 4095) & ~4095
    }
  }
}
