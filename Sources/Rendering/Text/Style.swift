// What a piece of text means. Only a theme knows colours.

/// The meaning of a piece of text. The cases' names are the keys of a theme's `styles` (Documentation/FORMATS.md).
public enum Style: String, Sendable, CaseIterable {
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
  /// The row that the cursor is on.
  case selection
  /// The line that says what is being looked at, and messages.
  case status
  /// Filled parts of bars.
  case bar
  /// A key that can be pressed.
  case key
  /// The name of a view.
  case title
}
