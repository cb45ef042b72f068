// The display rules of a theme's file.

extension ThemeReader {
  private static let keys = ["type", "label", "style", "first", "hide", "open"]
  /// More rules than this are refused, and longer lists of fields.
  private static let countLimit = 1000

  mutating func rules(_ value: JSONValue) -> [DisplayRule] {
    guard case .array(let values) = value, values.count <= Self.countLimit else {
      tell(.wanted("a list of at most \(Self.countLimit) rules"), at: ["display"])
      return []
    }
    var rules: [DisplayRule] = []
    for (number, value) in values.enumerated() {
      if let rule = rule(value, at: ["display", String(number)]) { rules.append(rule) }
    }
    return rules
  }

  /// Nil without a type; other keys that are wrong are left out.
  private mutating func rule(_ value: JSONValue, at path: [String]) -> DisplayRule? {
    guard let object = object(value, at: path, keys: Self.keys) else { return nil }
    guard let type = object["type"], let pattern = string(type, at: path + ["type"]),
      !pattern.isEmpty
    else {
      tell(.wanted("given a type"), at: path)
      return nil
    }
    var rule = DisplayRule(pattern: TypePattern(Array(pattern.utf8)))
    if let label = object["label"] { rule.label = self.label(label, at: path + ["label"]) }
    if let style = object["style"] { rule.style = self.style(style, at: path + ["style"]) }
    if let first = object["first"] { rule.first = names(first, at: path + ["first"]) }
    if let hide = object["hide"] { rule.hidden = names(hide, at: path + ["hide"]) }
    if let open = object["open"] { rule.opening = opening(open, at: path + ["open"]) }
    return rule
  }

  private mutating func label(_ value: JSONValue, at path: [String]) -> ObjectLabel? {
    guard let text = string(value, at: path) else { return nil }
    let label = ObjectLabel(parsing: Array(text.utf8))
    if label == nil { tell(.wanted("text with expressions in braces, like '{name}'"), at: path) }
    return label
  }

  private mutating func style(_ value: JSONValue, at path: [String]) -> Style? {
    guard let text = string(value, at: path) else { return nil }
    let style = Style(rawValue: text)
    if style == nil {
      tell(
        .wanted("one of the styles: " + Style.allCases.map(\.rawValue).joined(separator: ", ")),
        at: path)
    }
    return style
  }

  private mutating func names(_ value: JSONValue, at path: [String]) -> [[UInt8]] {
    guard case .array(let values) = value, values.count <= Self.countLimit else {
      tell(.wanted("a list of at most \(Self.countLimit) members' names"), at: path)
      return []
    }
    var names: [[UInt8]] = []
    for (number, value) in values.enumerated() {
      if let name = string(value, at: path + [String(number)]) { names.append(Array(name.utf8)) }
    }
    return names
  }

  private mutating func opening(_ value: JSONValue, at path: [String]) -> DisplayRule.Opening? {
    guard let text = string(value, at: path) else { return nil }
    let opening = DisplayRule.Opening(rawValue: text)
    if opening == nil { tell(.wanted("'follow' or 'fold'"), at: path) }
    return opening
  }
}
