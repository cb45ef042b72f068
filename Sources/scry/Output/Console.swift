// Standard output: colours when wanted, a pager when the answer is longer than the terminal.

import Glibc
import Rendering

/// When to use colours.
enum ColorChoice: String, CaseIterable {
  case auto, always, never
}

/// Buffers lines and writes them; hands them to a pager when they do not fit on the terminal.
final class Console {
  /// The one of this process. Commands run on one thread.
  nonisolated(unsafe) static let standard = Console()

  /// What the theme says of objects of some types.
  private(set) var rules = DisplayRules([])
  /// For this terminal; nil without colours.
  private var theme: Theme?
  private var depth = ColourDepth.eight
  private var buffer: [UInt8] = []
  private var lineCount = 0
  private var pager: Pager?
  private var mayPage = isatty(STDOUT_FILENO) == 1

  /// Bytes that are buffered without a pager before they are written.
  private static let flushSize = 1 << 16

  /// Sets what `--color` asks for. `NO_COLOR` (no-color.org) turns automatic colours off, not those that are asked for.
  func choose(_ color: ColorChoice, _ chosen: Theme) {
    let noColor = getenv("NO_COLOR").map { $0.pointee != 0 } ?? false
    let isDumb = getenv("TERM").map { String(cString: $0) == "dumb" } ?? false
    let isWanted =
      switch color {
      case .always: true
      case .never: false
      case .auto: isatty(STDOUT_FILENO) == 1 && !noColor && !isDumb
      }
    depth = color == .always ? .requested : .detected
    theme = isWanted ? chosen.adapted(to: depth) : nil
    rules = DisplayRules(chosen.rules)
  }

  /// Columns of the terminal; 80 when output goes elsewhere.
  var width: Int { Self.size.map { Int($0.ws_col) } ?? 80 }

  private static var size: winsize? {
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return size
  }

  /// Writes a text and a newline.
  func line(_ text: StyledText) {
    buffer += text.rendered(theme: theme, depth: depth).utf8
    buffer.append(UInt8(ascii: "\n"))
    lineCount += 1 + text.plain.utf8.count { $0 == UInt8(ascii: "\n") }
    spill()
  }

  /// Writes a value on one line.
  func line(_ json: JSONValue) {
    mayPage = false
    buffer += json.encoded
    buffer.append(UInt8(ascii: "\n"))
    spill()
  }

  /// Writes help, as it is.
  func plain(_ text: String) {
    mayPage = false
    buffer += text.utf8
    buffer.append(UInt8(ascii: "\n"))
    spill()
  }

  private func spill() {
    guard mayPage, pager == nil else {
      if buffer.count >= Self.flushSize { flush() }
      return
    }
    guard let rows = Self.size?.ws_row, rows > 0, lineCount >= Int(rows) else { return }
    mayPage = false
    Progress.finish()
    pager = Pager.start()
  }

  /// Writes what is buffered.
  func flush() {
    guard !buffer.isEmpty else { return }
    Progress.finish()
    let descriptor = pager?.input ?? STDOUT_FILENO
    let content = buffer
    buffer = []
    content.withUnsafeBytes { bytes in
      var done = 0
      while done < bytes.count {
        let count = write(descriptor, bytes.baseAddress! + done, bytes.count - done)
        if count < 0, errno == EINTR { continue }
        // Whoever read us has seen enough.
        if count < 0 { leave() }
        done += count
      }
    }
  }

  /// Writes what is left and waits for the pager.
  func finish() {
    flush()
    Progress.finish()
    pager?.wait()
    pager = nil
  }

  private func leave() -> Never {
    let isBroken = errno == EPIPE
    let reason = String(cString: strerror(errno))
    pager?.wait()
    if !isBroken { Diagnostics.write("scry: cannot write the output: \(reason)\n") }
    exit(isBroken ? ExitStatus.done.rawValue : ExitStatus.unreadable.rawValue)
  }
}
