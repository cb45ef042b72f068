// Reads a theme's file (Documentation/FORMATS.md, "Themes").

/// A theme that was read, and what of its file is not used.
public struct ThemeFile: Sendable {
  public private(set) var theme: Theme
  public private(set) var problems: [ThemeProblem] = []

  /// In the place of a file that cannot be read.
  init(standIn theme: Theme, name: String, _ problem: ThemeProblem) {
    self.theme = Theme(name: name, looks: theme.looks, rules: theme.rules)
    problems = [problem]
  }

  /// Reads a file's text. Where it is wrong, or says nothing, `fallback` holds; a text that is no JSON is not used at all.
  public init(_ text: [UInt8], name: String, fallback: Theme?) {
    theme = Theme(
      name: name, description: "", looks: fallback?.looks ?? [:], rules: fallback?.rules ?? [])
    let document: JSONDocument
    do throws(JSONSyntaxError) {
      document = try JSONDocument(text)
    } catch {
      problems = [
        ThemeProblem(
          line: error.line, key: "", reason: .syntax(error.reason, column: error.column))
      ]
      return
    }
    var reader = ThemeReader(document: document)
    reader.read(into: &theme)
    problems = reader.problems
  }
}

/// Takes a document apart, and keeps what is wrong with it.
struct ThemeReader {
  let document: JSONDocument
  private(set) var problems: [ThemeProblem] = []

  init(document: JSONDocument) { self.document = document }

  mutating func read(into theme: inout Theme) {
    guard
      let object = object(
        document.value, at: [], keys: ["description", "styles", "display"])
    else { return }
    if let text = object["description"] {
      theme.description = string(text, at: ["description"]) ?? ""
    }
    if let styles = object["styles"] { read(styles, into: &theme) }
    if let display = object["display"] { theme.rules = rules(display) }
  }

  private mutating func read(_ styles: JSONValue, into theme: inout Theme) {
    let names = Style.allCases.map(\.rawValue)
    guard let object = object(styles, at: ["styles"], keys: names) else { return }
    for (key, value) in object.members {
      guard let style = Style(rawValue: key), let looks = looks(value, at: ["styles", key]) else {
        continue
      }
      theme.looks[style] = looks
    }
  }

  /// One look, or several for fewer and fewer colours.
  private mutating func looks(_ value: JSONValue, at path: [String]) -> [Look]? {
    guard case .array(let values) = value else { return look(value, at: path).map { [$0] } }
    guard !values.isEmpty, values.count <= ColourDepth.allCases.count else {
      tell(.wanted("a look, or up to \(ColourDepth.allCases.count) of them"), at: path)
      return nil
    }
    var looks: [Look] = []
    for (number, value) in values.enumerated() {
      guard let look = look(value, at: path + [String(number)]) else { return nil }
      looks.append(look)
    }
    return looks
  }

  private mutating func look(_ value: JSONValue, at path: [String]) -> Look? {
    guard let text = string(value, at: path) else { return nil }
    do throws(LookSyntaxError) {
      return try Look(parsing: text)
    } catch {
      switch error {
      case .unknownWord(let word): tell(.unknownWord(word), at: path)
      case .repeatedColour(let word): tell(.repeatedColour(word), at: path)
      }
      return nil
    }
  }

  // MARK: Values

  /// An object; what other keys it has than these is told.
  mutating func object(_ value: JSONValue, at path: [String], keys: [String]) -> JSONObject? {
    guard case .object(let object) = value else {
      tell(.wanted("an object"), at: path)
      return nil
    }
    for (key, _) in object.members where !keys.contains(key) {
      tell(.unknownKey(choices: keys), at: path + [key])
    }
    return object
  }

  mutating func string(_ value: JSONValue, at path: [String]) -> String? {
    guard case .string(let bytes) = value else {
      tell(.wanted("a string"), at: path)
      return nil
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// More problems than this are not kept.
  private static let problemLimit = 20

  mutating func tell(_ reason: ThemeProblem.Reason, at path: [String]) {
    guard problems.count < Self.problemLimit else { return }
    problems.append(
      ThemeProblem(
        line: document.line(of: path), key: path.joined(separator: "."), reason: reason))
  }
}
