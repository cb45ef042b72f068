// What a piece of text means. Only a theme knows colours.

/// The meaning of a piece of text.
public enum Style: Sendable, CaseIterable {
  case plain
  /// Brackets, arrows, commas.
  case punctuation
  case type, field, number, string, enumerator
  case address, pointer
  /// A pointer into memory that was given back, or into none.
  case dangling
  case freed, live
  case symbol, file, allocator
  case heading, note, warning, error, good
}

/// The look of each style as the parameters of ANSI's "select graphic rendition" (ECMA-48 §8.3.117).
public struct Theme: Sendable {
  private let parameters: [Style: String]

  public init(_ parameters: [Style: String]) { self.parameters = parameters }

  /// The parameters of a style; nil for none.
  public subscript(_ style: Style) -> String? { parameters[style] }

  /// Uses the terminal's own sixteen colours, so that it suits dark and light backgrounds.
  public static let standard = Theme([
    .punctuation: "2", .type: "36", .field: "1", .number: "33", .string: "32", .enumerator: "35",
    .address: "34", .pointer: "34", .dangling: "1;31", .freed: "31", .live: "32",
    .symbol: "35", .file: "4", .allocator: "33", .heading: "1", .note: "2", .warning: "33",
    .error: "1;31", .good: "32",
  ])
}
