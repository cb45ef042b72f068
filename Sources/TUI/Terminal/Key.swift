// Keys and events of the mouse, by what they are called.

/// A key that was pressed, or what the mouse did.
public enum Key: Hashable, Sendable {
  case character(Character)
  /// Ctrl and a letter, in lower case.
  case control(Character)
  case up, down, left, right, home, end, pageUp, pageDown
  case enter, tab, backTab, backspace, delete, escape
  case function(Int)
  /// In rows and columns of the screen, from 0.
  case click(row: Int, column: Int)
  case doubleClick(row: Int, column: Int)
  case wheelUp(row: Int, column: Int)
  case wheelDown(row: Int, column: Int)

  /// The key's name, as help and the bar of keys show it.
  public var name: String {
    switch self {
    case .character(" "): "Space"
    case .character(let character): String(character)
    case .control(let letter): "^" + letter.uppercased()
    case .up: "Up"
    case .down: "Down"
    case .left: "Left"
    case .right: "Right"
    case .home: "Home"
    case .end: "End"
    case .pageUp: "PgUp"
    case .pageDown: "PgDn"
    case .enter: "Enter"
    case .tab: "Tab"
    case .backTab: "S-Tab"
    case .backspace: "Bksp"
    case .delete: "Del"
    case .escape: "Esc"
    case .function(let number): "F\(number)"
    case .click: "click"
    case .doubleClick: "double click"
    case .wheelUp, .wheelDown: "wheel"
    }
  }
}
