// The terminal: taken over, drawn on by meanings, given back as it was.

import CCurses
import Glibc
import Rendering

/// Why the interface cannot be shown.
public enum ScreenError: Error, Sendable {
  /// Standard input or output is no terminal.
  case noTerminal
  /// The terminal's name in TERM is not known, or it cannot place text.
  case unsuitable(name: String)
}

/// The terminal. One at a time, and used by the thread that made it.
final class Screen {
  private let palette: Palette
  /// The next frame redraws all of the terminal.
  private var redrawsEverything = false

  /// Takes the terminal over.
  init(_ look: (Int) -> Palette) throws(ScreenError) {
    guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else { throw .noTerminal }
    ccurses_guard()
    guard ccurses_open(TerminalCharacters.asciiOnly ? 0 : 1) == 0 else {
      throw .unsuitable(name: getenv("TERM").map { String(cString: $0) } ?? "")
    }
    palette = look(Int(ccurses_colours()))
  }

  /// Gives the terminal back.
  func close() { ccurses_close() }

  /// Gives the terminal back while `body` runs.
  func suspend(while body: () -> Void) {
    ccurses_suspend()
    body()
    ccurses_resume()
    redrawsEverything = true
  }

  /// Takes the terminal again after somebody has stopped us without asking: the shell has set its own modes meanwhile.
  func retake() {
    ccurses_resume()
    redrawsEverything = true
  }

  /// Learns the terminal's size after it has changed.
  func resize() { ccurses_resize() }

  /// Brings back what other programs have written over.
  func redraw() { redrawsEverything = true }

  /// The whole of it.
  var area: Area {
    Area(row: 0, column: 0, rows: Int(ccurses_rows()), columns: Int(ccurses_columns()))
  }

  /// Shows a frame.
  func show(_ canvas: Canvas) {
    for line in canvas.lines { draw(line) }
    ccurses_cursor(Int32(canvas.cursor?.row ?? -1), Int32(canvas.cursor?.column ?? 0))
    ccurses_show(redrawsEverything ? 1 : 0)
    redrawsEverything = false
  }

  private func draw(_ line: Canvas.Line) {
    var column = Int32(line.column)
    let limit = Int32(line.limit)
    for piece in line.text.pieces where column < limit {
      palette.apply(piece.style, on: line.base)
      var text = piece.text
      column = text.withUTF8 { bytes in
        bytes.withMemoryRebound(to: CChar.self) {
          ccurses_write(Int32(line.row), column, limit, $0.baseAddress, $0.count)
        }
      }
    }
    palette.apply(.plain, on: line.base)
    ccurses_fill(Int32(line.row), column, limit)
  }

  /// Writes an escape sequence of ours past curses; it must not move the cursor.
  func send(_ sequence: [UInt8]) {
    var rest = sequence[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
      guard count > 0 || errno == EINTR else { return }
      rest = rest.dropFirst(max(count, 0))
    }
  }
}
