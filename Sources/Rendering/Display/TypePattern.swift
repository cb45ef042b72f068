// Which types a display rule is for.

/// A type's spelling with `*` for any text and `?` for any one byte: `struct conn`, `std::vector<*>`.
public struct TypePattern: Sendable, Hashable {
  public let text: [UInt8]

  public init(_ text: [UInt8]) { self.text = text }

  /// Whether all of a spelling fits. At most the product of both lengths in steps.
  public func matches(_ spelling: [UInt8]) -> Bool {
    var place = 0
    var wanted = 0
    // Where to try again: behind the last star, and one byte further on.
    var retry: (wanted: Int, place: Int)?
    while place < spelling.count {
      if wanted < text.count, text[wanted] == UInt8(ascii: "*") {
        retry = (wanted + 1, place)
        wanted += 1
      } else if wanted < text.count,
        text[wanted] == spelling[place] || text[wanted] == UInt8(ascii: "?")
      {
        place += 1
        wanted += 1
      } else if let (star, tried) = retry {
        retry = (star, tried + 1)
        place = tried + 1
        wanted = star
      } else {
        return false
      }
    }
    return text[wanted...].allSatisfy { $0 == UInt8(ascii: "*") }
  }
}
