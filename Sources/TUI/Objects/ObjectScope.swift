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
  private let choice: Choice

  private enum Choice: Sendable {
    case everything
    case type(HeapCensus.TypeGroup)
    case site(HeapCensus.SiteGroup)
    case allocator(Allocator)
  }

  /// Every object.
  static let all = ObjectScope(
    title: StyledText("Objects", .title), isOfOneType: false, choice: .everything)

  /// The objects of a row of the histogram of types.
  static func type(_ row: HeapCensus.TypeGroup) -> ObjectScope {
    ObjectScope(
      title: TypeCell.text(row.spelling, row.evidence, origin: row.origin),
      isOfOneType: !row.spelling.isEmpty, choice: .type(row))
  }

  /// The objects of a row of the histogram of sites.
  static func site(_ row: HeapCensus.SiteGroup) -> ObjectScope {
    ObjectScope(
      title: row.site?.text ?? StyledText("<unknown site>", .note),
      isOfOneType: !row.spelling.isEmpty, choice: .site(row))
  }

  /// The objects of an allocator.
  static func allocator(_ allocator: Allocator) -> ObjectScope {
    let title = StyledText(bytes: allocator.spelling, .allocator)
    return ObjectScope(title: title, isOfOneType: false, choice: .allocator(allocator))
  }

  private init(title: StyledText, isOfOneType: Bool, choice: Choice) {
    self.title = title
    self.isOfOneType = isOfOneType
    self.choice = choice
  }

  /// No object is left out.
  var isEverything: Bool {
    if case .everything = choice { return true }
    return false
  }

  /// By kind, whether its objects are meant.
  func kinds(of census: HeapCensus) -> [Bool] {
    switch choice {
    case .everything: return [Bool](repeating: true, count: census.kinds.count)
    case .type(let row):
      let rows = census.types.map { Self.isSame($0, row) }
      return census.kinds.map { rows[$0.type] }
    case .site(let row):
      let rows = census.sites.map { Self.isSame($0, row) }
      return census.kinds.map { rows[$0.place] }
    case .allocator(let allocator): return census.kinds.map { $0.allocator == allocator }
    }
  }

  private static func isSame(_ a: HeapCensus.TypeGroup, _ b: HeapCensus.TypeGroup) -> Bool {
    a.spelling == b.spelling && a.evidence == b.evidence && a.origin?.module == b.origin?.module
      && a.origin?.function == b.origin?.function
  }

  private static func isSame(_ a: HeapCensus.SiteGroup, _ b: HeapCensus.SiteGroup) -> Bool {
    a.site?.address == b.site?.address && a.spelling == b.spelling && a.evidence == b.evidence
  }
}
