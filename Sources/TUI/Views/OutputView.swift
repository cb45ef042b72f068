// What the program has written that was started for the interface.

import Glibc
import Primitives
import Rendering

/// The end of the file that has the program's output, as it grows.
final class OutputView: LinesView {
  let session: Session
  var cursor = RowCursor()
  let title = StyledText("Output", .title)
  private(set) var lines: [StyledText] = []
  private var job: Job<[StyledText]>?
  private var seen = -1

  /// Bytes at the end of the file that are shown.
  private static let limit = 1 << 20

  init(_ session: Session) {
    self.session = session
    guard let file = session.subject.outputFile else { return }
    job = Job(session.wakeUp) { job throws(JobFailure) in
      var size: Int64 = -1
      while !job.isCancelled {
        var status = stat()
        if stat(file, &status) == 0, Int64(status.st_size) != size {
          size = Int64(status.st_size)
          job.publish(Self.lines(of: file, size), progress: "")
        }
        usleep(200_000)
      }
      return []
    }
  }

  deinit { job?.cancel() }

  private static func lines(of file: String, _ size: Int64) -> [StyledText] {
    let descriptor = Glibc.open(file, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: limit)
    let count = pread(descriptor, &bytes, limit, off_t(max(size - Int64(limit), 0)))
    return bytes.prefix(max(count, 0)).split(separator: 10, omittingEmptySubsequences: false)
      .map { bytes in
        return StyledText(bytes: bytes.prefix(4096))
      }
  }

  func update() -> Bool {
    guard let job, job.version != seen else { return false }
    seen = job.version
    let wasAtEnd = cursor.selected + 1 >= lines.count
    lines = job.value ?? []
    if lines.last?.isEmpty == true { lines.removeLast() }
    if wasAtEnd { cursor.select(lines.count - 1, of: lines.count) }
    return true
  }

  func emptyText(width: Int) -> [StyledText] {
    let isOurs = session.subject.outputFile != nil
    return [
      StyledText(
        isOurs
          ? "the program has written nothing"
          : "only of a program that `scry run --attach` started is the output known", .note)
    ]
  }
}
