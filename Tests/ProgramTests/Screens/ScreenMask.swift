// What differs from run to run is taken out of screens.

import Foundation

/// Takes addresses, bytes, process ids, ages and sizes of the machine's own libraries out of a screen.
struct ScreenMask {
  let pid: Int

  func masked(_ screen: [String]) -> [String] {
    var result: [String] = []
    var isInFindings = false
    var isInStack = false
    for (number, line) in screen.enumerated() {
      let masked = number == 0 ? title(line) : self.masked(line)
      if masked.contains("▾ Threads") { isInFindings = false }
      if masked.hasPrefix(" 2 types") { isInStack = false }
      // What the machine lacks of debug information is not the program's.
      if !isInFindings, !isInStack { result.append(masked) }
      if masked.contains("▾ Findings") { isInFindings = true }
      // Frames and variables of the C library are the machine's, and how many lines they take decides what fits below them.
      if masked.contains("  thread PID \"") { isInStack = true }
    }
    guard result.contains(where: { $0.contains("▾ Findings") }) else { return result }
    // Then how many rows there are is not the program's either.
    return result.map { $0.replacing(#/ [0-9,]+\/[0-9,]+$/#, with: " #") }
  }

  /// The first line, without how old what is shown is, and without what stands up to the process: how much of that fits depends
  /// on how many digits its id has.
  private func title(_ line: String) -> String {
    masked(line.replacing(#/ +(running, .*|core|STOPPED.*|ended|opening)$/#, with: " …"))
      .replacing(#/^ scry (?:.*PID ›|…) /#, with: " scry … ")
  }

  private func masked(_ line: String) -> String {
    var line = line.replacing(/(program +)\/.*/, with: { "\($0.output.1)PATH" })
    line = line.replacing(/0x[0-9a-f]{7,}/) { "0x" + String(repeating: "X", count: $0.count - 2) }
    // The digits of the process's id may also be in an address or in a value.
    line = line.replacing(/\b[0-9]+\b/) { $0.output == "\(pid)" ? "PID" : $0.output }
    line = line.replacing(/0x[0-9a-f]{3,}…/, with: "0xX…")
    // Rows of bytes: the same number of columns.
    line = line.replacing(/(0xX+ )((?:[0-9a-f]{2} ){1,16}.*)$/) {
      $0.output.1 + String(repeating: "b", count: min($0.output.2.count, 47))
    }
    guard line.contains(/^ *[▾▸]? *(Memory|mmap|static|stack|malloc)\b/) else { return line }
    line = line.replacing(/[█▏▎▍▌▋▊▉]+ */, with: "█ ")
    return line.replacing(/[0-9][0-9.,]*[KMGTP]?/, with: "#").replacing(#/ +/#, with: " ")
  }
}
