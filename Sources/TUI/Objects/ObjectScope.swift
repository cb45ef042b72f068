// Which objects of the heap a list is about.

import Inspection
import Primitives
import Rendering

/// A choice among the objects of a census. Rows of the census are told by what they are, so that the choice holds for a
/// later census too.
struct ObjectScope: Sendable {
  let title: StyledText
  /// All objects have one type: then it need not be said in every row.
  let isOfOneType: Bool
  /// Whether objects of a kind are meant.
  private let isWanted: @Sendable (HeapCensus.Kind, HeapCensus) -> Bool

  /// Every object.
  static let all = ObjectScope(title: StyledText("Objects", .title), isOfOneType: false) { _, _ in
    true
  }

  /// The objects of a row of the histogram of types.
  static func type(_ row: HeapCensus.TypeGroup) -> ObjectScope {
    let title = TypeCell.text(row.spelling, row.evidence, origin: row.origin)
    return ObjectScope(title: title, isOfOneType: !row.spelling.isEmpty) { kind, census in
      let other = census.types[kind.type]
      return other.spelling == row.spelling && other.evidence == row.evidence
        && other.origin?.module == row.origin?.module
        && other.origin?.function == row.origin?.function
    }
  }

  /// The objects of a row of the histogram of sites.
  static func site(_ row: HeapCensus.SiteGroup) -> ObjectScope {
    let place = row.site?.text ?? StyledText("<unknown site>", .note)
    return ObjectScope(title: place, isOfOneType: !row.spelling.isEmpty) { kind, census in
      let other = census.sites[kind.place]
      return other.site?.address == row.site?.address && other.spelling == row.spelling
        && other.evidence == row.evidence
    }
  }

  /// The objects of an allocator.
  static func allocator(_ allocator: Allocator) -> ObjectScope {
    var title = StyledText()
    title.append(bytes: allocator.spelling, .allocator)
    return ObjectScope(title: title, isOfOneType: false) { kind, _ in kind.allocator == allocator }
  }

  private init(
    title: StyledText, isOfOneType: Bool,
    _ isWanted: @escaping @Sendable (HeapCensus.Kind, HeapCensus) -> Bool
  ) {
    self.title = title
    self.isOfOneType = isOfOneType
    self.isWanted = isWanted
  }

  /// By kind, whether its objects are meant.
  func kinds(of census: HeapCensus) -> [Bool] { census.kinds.map { isWanted($0, census) } }
}
