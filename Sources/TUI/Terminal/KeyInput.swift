// The keys that curses has read, as values.

import CCurses

extension Key {
  /// The next key that has arrived; nil when there is none. Keys without a name are passed over.
  static func next() -> Key? {
    while true {
      let input = ccurses_read()
      if input.kind == CCURSES_NOTHING { return nil }
      if let key = Key(input) { return key }
    }
  }

  private init?(_ input: ccurses_input) {
    let (row, column) = (Int(input.row), Int(input.column))
    switch input.kind {
    case CCURSES_CHARACTER:
      guard let key = Key(character: input.code) else { return nil }
      self = key
    case CCURSES_FUNCTION: self = .function(Int(input.code))
    case CCURSES_CLICK: self = .click(row: row, column: column)
    case CCURSES_DOUBLE_CLICK: self = .doubleClick(row: row, column: column)
    case CCURSES_WHEEL_UP: self = .wheelUp(row: row, column: column)
    case CCURSES_WHEEL_DOWN: self = .wheelDown(row: row, column: column)
    default:
      guard let key = Self.named[input.kind.rawValue] else { return nil }
      self = key
    }
  }

  /// A character, or a control character by the letter that goes with Ctrl.
  private init?(character code: UInt32) {
    switch code {
    case 9: self = .tab
    case 27: self = .escape
    case 0..<32:
      guard let letter = Unicode.Scalar(code + 0x60) else { return nil }
      self = .control(Character(letter))
    default:
      guard let scalar = Unicode.Scalar(code) else { return nil }
      self = .character(Character(scalar))
    }
  }

  private static let named: [UInt32: Key] = [
    CCURSES_UP.rawValue: .up, CCURSES_DOWN.rawValue: .down, CCURSES_LEFT.rawValue: .left,
    CCURSES_RIGHT.rawValue: .right, CCURSES_HOME.rawValue: .home, CCURSES_END.rawValue: .end,
    CCURSES_PAGE_UP.rawValue: .pageUp, CCURSES_PAGE_DOWN.rawValue: .pageDown,
    CCURSES_BACKSPACE.rawValue: .backspace, CCURSES_DELETE.rawValue: .delete,
    CCURSES_ENTER.rawValue: .enter, CCURSES_BACK_TAB.rawValue: .backTab,
  ]
}
