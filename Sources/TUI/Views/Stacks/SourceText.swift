// The lines of a source file around a place, when the file is there.

import Primitives
import Rendering

/// A line of a file.
struct SourcePlace: Hashable, Sendable {
  let file: String
  /// From 1.
  let line: Int
}

/// Source files that have been read.
struct SourceText {
  /// Nil for files that are not there.
  private var files: [String: [[UInt8]]?] = [:]

  /// Larger files are no sources, in bytes.
  private static let sizeLimit = 16 << 20

  /// Lines around a place, that line marked; nil when the file is not there or is shorter.
  mutating func lines(around place: SourcePlace, count: Int) -> [StyledText]? {
    guard let all = content(of: place.file), place.line <= all.count else { return nil }
    let first = max(1, min(place.line - count / 2, all.count - count + 1))
    return (first..<min(first + count, all.count + 1)).map { number in
      let isHere = number == place.line
      var line = StyledText(isHere ? "→ " : "  ", .key)
      line += StyledText("\(number)", .number).padded(to: 6)
      // Tabs are as wide as the next column of eight.
      line.append(unescaped: Self.expanded(all[number - 1]), isHere ? .heading : .plain)
      return line
    }
  }

  private mutating func content(of file: String) -> [[UInt8]]? {
    if let known = files[file] { return known }
    var lines: [[UInt8]]?
    if let store = try? ByteStore.mapping(path: file), store.count <= Self.sizeLimit {
      lines = store.bytes.split(separator: 10, omittingEmptySubsequences: false).map(Array.init)
    }
    files[file] = .some(lines)
    return lines
  }

  private static func expanded(_ line: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    for byte in line.prefix(500) where byte != 13 {
      if byte == 9 {
        result += [UInt8](repeating: 0x20, count: 8 - result.count % 8)
      } else {
        result.append(byte)
      }
    }
    return result
  }
}
