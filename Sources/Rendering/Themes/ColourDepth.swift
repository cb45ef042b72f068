// How many colours a terminal shows, and how to find out.

import Glibc

/// The colours that a terminal can show.
public enum ColourDepth: Int, Sendable, Comparable, CaseIterable {
  /// None: attributes alone.
  case monochrome
  /// The eight of ECMA-48.
  case eight
  /// The eight and their bright forms (aixterm's parameters 90 to 107).
  case sixteen
  case indexed256
  /// 24 bits of red, green and blue.
  case trueColour

  public static func < (a: ColourDepth, b: ColourDepth) -> Bool { a.rawValue < b.rawValue }

  /// What the terminal of this process can show, by its environment.
  public static var detected: ColourDepth {
    detect { name in getenv(name).map { String(cString: $0) } }
  }

  /// For somebody who asks for colours whatever the environment says: at least eight.
  public static var requested: ColourDepth {
    let named = detect { name in
      name == "NO_COLOR" ? nil : getenv(name).map { String(cString: $0) }
    }
    return max(named, .eight)
  }

  /// What `variable` says of the terminal. `NO_COLOR` (no-color.org) asks for none; `COLORTERM` tells of true colour, as terminals and
  /// tmux set it; else the name of the terminal decides, as in the terminfo database.
  public static func detect(_ variable: (String) -> String?) -> ColourDepth {
    if let value = variable("NO_COLOR"), !value.isEmpty { return .monochrome }
    let terminal = variable("TERM") ?? ""
    let byName = depth(ofTerminal: terminal)
    if isLimited(terminal) { return byName }
    // GNU screen passes on the variable of the terminal around it, but not that terminal's colours.
    let isScreen = variable("STY") != nil && variable("TMUX") == nil
    let colours = variable("COLORTERM")?.lowercased() ?? ""
    if colours == "truecolor" || colours == "24bit" { return isScreen ? .indexed256 : .trueColour }
    return colours.isEmpty ? byName : max(byName, .sixteen)
  }

  /// Terminals that show what their name says whatever else is set.
  private static func isLimited(_ terminal: String) -> Bool {
    depth(ofTerminal: terminal) == .monochrome || terminal.hasPrefix("linux")
  }

  private static func depth(ofTerminal name: String) -> ColourDepth {
    if name.hasSuffix("-direct") || name.hasSuffix("-truecolor") { return .trueColour }
    if name.contains("256color") || direct.contains(where: name.hasPrefix) { return .indexed256 }
    if name.hasSuffix("-16color") || name.hasPrefix("aixterm") { return .sixteen }
    let isMonochrome =
      name.isEmpty || name == "dumb" || name == "unknown" || name.hasSuffix("-m")
      || name.hasSuffix("-mono") || name.hasPrefix("vt1") || name.hasPrefix("vt2")
      || name.hasPrefix("vt3") || name.hasPrefix("vt4") || name.hasPrefix("vt5")
    return isMonochrome ? .monochrome : .eight
  }

  /// Terminals of 256 colours or more whose names do not say so.
  private static let direct = ["xterm-kitty", "alacritty", "foot", "xterm-ghostty", "wezterm"]
}
