// Finds the type that a program named by its C spelling, as `alloc_pool_register` takes it.

import Primitives
import TypeModel

/// Looks simple spellings up: `struct node`, `ns::item`, `int[16]`.
enum SpelledType {
  private static let tags: [(word: String, kinds: [TypeKind])] = [
    ("struct ", [.structure, .class]), ("class ", [.structure, .class]), ("union ", [.union]),
    ("enum ", [.enumeration]),
  ]

  /// The element type of a spelling (an array's bound follows from the block's size); nil when no module has it.
  static func find(_ spelling: [UInt8], in sites: SiteResolver) -> UniqType? {
    var name = spelling[...]
    if let bracket = name.firstIndex(of: UInt8(ascii: "[")) { name = name[..<bracket] }
    while name.last == UInt8(ascii: " ") { name = name.dropLast() }
    guard !name.isEmpty else { return nil }
    for tag in tags where name.starts(with: tag.word.utf8) {
      return sites.type(
        named: Array(name.dropFirst(tag.word.utf8.count)), kinds: tag.kinds)
    }
    return sites.type(named: Array(name))
  }
}
