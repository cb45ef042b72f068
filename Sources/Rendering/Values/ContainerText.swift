// Containers as text: `std::vector of 3 {1, 2, 3}`, `std::map of 1 {"a" = 1}`, `std::shared_ptr (use 2, weak 0) 0x55…`.

import Inspection
import Primitives

extension ValueText {
  /// `std::vector of 3`, `std::variant (index 1)`; the problem of a container that is shown raw.
  func heading(_ view: ContainerView) -> StyledText {
    var text = StyledText(bytes: view.name.utf8, .type)
    if let count = view.count { text.append(" of \(count)", .note) }
    let facts = view.facts.map(\.text)
    if !facts.isEmpty { text.append(" (" + facts.joined(separator: ", ") + ")", .note) }
    if case .raw(let problem, _) = view.content {
      text.append(" <\(problem.text)>", problem.isCorruption ? .error : .note)
    }
    text.append(" ")
    return text
  }

  /// A container over as many lines as it takes, behind its heading.
  func block(
    _ view: ContainerView, _ value: ValueView, indent: Int, used: Int
  ) -> StyledText {
    let heading = heading(view)
    let used = used + heading.width
    switch view.content {
    case .nothing: return heading + StyledText("{}", .punctuation)
    case .opaque: return heading + StyledText("{…}", .punctuation)
    case .elements(let array):
      return heading + block(value.with(.array(array)), indent: indent, used: used)
    case .entries(let entries, let isTruncated):
      var text = lines(entries, indent: indent) { entry, indent in
        self.entry(entry, indent: indent)
      }
      if isTruncated { text.append(" …", .note) }
      return heading + text
    case .value(let inner):
      let text = block(inner, indent: indent, used: used)
      return heading + (view.isWrapper ? braced(text) : text)
    case .raw(_, let members):
      return heading + block(value.with(members), indent: indent, used: used)
    }
  }

  private func entry(_ entry: ContainerEntry, indent: Int) -> StyledText {
    var label = block(entry.key, indent: indent, used: indent)
    label.append(" = ", .punctuation)
    return label + block(entry.value, indent: indent, used: indent + label.lastLineWidth)
  }

  /// A container on one line; nil when it takes more than `limit` columns.
  func inline(_ view: ContainerView, _ value: ValueView, limit: Int) -> StyledText? {
    let heading = heading(view)
    let rest = limit - heading.width
    switch view.content {
    case .nothing: return heading + StyledText("{}", .punctuation)
    case .opaque: return heading + StyledText("{…}", .punctuation)
    case .elements(let array):
      return inline(value.with(.array(array)), limit: rest).map { heading + $0 }
    case .entries(let entries, let isTruncated):
      guard let items = joined(entries, limit: rest, { inlineEntry($0, limit: rest) }) else {
        return nil
      }
      return heading + items + StyledText(isTruncated ? " …" : "", .note)
    case .value(let inner):
      guard let text = inline(inner, limit: rest) else { return nil }
      return heading + (view.isWrapper ? braced(text) : text)
    case .raw(_, let members):
      return inline(value.with(members), limit: rest).map { heading + $0 }
    }
  }

  private func inlineEntry(_ entry: ContainerEntry, limit: Int) -> StyledText? {
    guard let key = inline(entry.key, limit: limit), let value = inline(entry.value, limit: limit)
    else { return nil }
    return key + StyledText(" = ", .punctuation) + value
  }

  private func braced(_ text: StyledText) -> StyledText {
    StyledText("{", .punctuation) + text + StyledText("}", .punctuation)
  }
}

extension StyledText {
  /// Columns behind the last newline.
  fileprivate var lastLineWidth: Int {
    TerminalWidth.columns(of: String(plain.split(separator: "\n").last ?? ""))
  }
}

extension ContainerView {
  /// Whether braces set the value off from the heading; pointers need none.
  fileprivate var isWrapper: Bool {
    guard case .value(let value) = content else { return false }
    switch value.content {
    case .pointer, .array, .record, .container: return false
    default: return true
    }
  }
}

extension ValueView {
  /// The same value with other contents.
  func with(_ content: Content) -> ValueView {
    ValueView(type: type, address: address, content: content)
  }
}

extension ContainerFact {
  fileprivate var text: String {
    switch self {
    case .useCount(let count): "use \(count)"
    case .weakCount(let count): "weak \(count)"
    case .expired: "expired"
    case .alternative(let index): "index \(index)"
    case .valueless: "valueless"
    case .period(let seconds, let parts): Self.unit(seconds, parts)
    case .holds(let type): EscapedBytes(asciiOnly: TerminalCharacters.asciiOnly).text(type)
    }
  }
}

extension ContainerFact {
  private static let units: [String: String] = [
    "1/1": "s", "1/1000": "ms", "1/1000000": "µs", "1/1000000000": "ns", "60/1": "min",
    "3600/1": "h", "86400/1": "d",
  ]

  /// `ms`, or the fraction of a second.
  private static func unit(_ seconds: UInt64, _ parts: UInt64) -> String {
    let fraction = "\(seconds)/\(parts)"
    return units[fraction] ?? "\(fraction) s"
  }
}

extension ContainerProblem {
  /// Why, in words.
  public var text: String { isCorruption ? "corrupt: \(reason)" : reason }

  private var reason: String {
    switch self {
    case .unknownLibrary: "not known, shown raw"
    case .missingMember(let name):
      name.isEmpty ? "layout not known" : "layout not known: no \(name)"
    case .unknownType(let name):
      "element type not known: \(EscapedBytes(asciiOnly: TerminalCharacters.asciiOnly).text(name))"
    case .endBeforeStart: "end before start"
    case .partialElement: "no whole number of elements"
    case .beyondCapacity(let count, let capacity): "size \(count), capacity \(capacity)"
    case .beyondBlock(let end): "reaches beyond its block, which ends at \(end)"
    case .unreadable(let address): "cannot read \(address)"
    case .freed(let address): "\(address) was freed"
    case .cycle(let node): "cycle at node \(node)"
    case .brokenLink(let node): "broken link at node \(node)"
    case .tooFew(let found, let count): "\(found) of \(count) found"
    case .tooMany(let count): "more than the \(count) counted"
    case .unbalanced: "tree too deep"
    case .badAlternative(let index): "no alternative \(index)"
    }
  }
}
