// What every view of the interface is: something with a title, keys of its own, and a way to draw itself.

import Primitives
import Rendering

/// A view: fills the space between the title and the bar of keys. Documentation/HOWTO.md, "Add a view", tells how to make
/// one; most are a `RowsView`.
///
/// Views belong to the interface's thread. What takes longer than a few milliseconds they hand to a `Job`, and take from it
/// in `update()`.
public protocol View: AnyObject {
  /// Its place in the trail at the top of the screen: a word or two.
  var title: StyledText { get }

  /// The keys that it has beside those of every view. The first ones are shown at the bottom.
  var bindings: [Binding] { get }

  /// Draws itself. `area` may be as small as 7 rows of 40 columns.
  func draw(on canvas: inout Canvas, in area: Area)

  /// What it does with a key that none of its bindings has; false for keys that it has no use for.
  func handle(_ key: Key) -> Bool

  /// Takes what its jobs have brought; true when there is something new to draw.
  func update() -> Bool

  /// What it is doing now, for the line of messages; nil when it waits for keys.
  var activity: String? { get }

  /// Stops what it is doing.
  func interrupt()

  /// The target has been looked at anew: forget what was known of it before. Called while the view is on the screen, or when it
  /// comes back to it.
  func refresh()

  /// The target is looked at anew while another view is shown: give back what is large and would be out of date.
  func rest()

  /// Another view is shown, or none: what only a view on the screen may do, it stops. It may be shown again.
  func leave()

  /// The address that the cursor is on, for commands that take one.
  var selectedAddress: Address? { get }

  /// Something to look for text in; nil when there is nothing to search.
  var searchable: (any Searchable)? { get }
}

extension View {
  public var bindings: [Binding] { [] }
  public func handle(_ key: Key) -> Bool { false }
  public func update() -> Bool { false }
  public var activity: String? { nil }
  public func interrupt() {}
  public func leave() {}
  public func refresh() {}
  public func rest() {}
  public var selectedAddress: Address? { nil }
  public var searchable: (any Searchable)? { nil }
}

/// Rows with text that can be looked for.
public protocol Searchable: AnyObject {
  /// How many rows there are.
  var rowCount: Int { get }

  /// The row that the cursor is on.
  var selectedRow: Int { get set }

  /// Whether a row has a text, which is in lower case, in it.
  func row(_ row: Int, contains text: [UInt8]) -> Bool
}

/// A key, or several that do the same.
public struct Binding {
  public let keys: [Key]
  /// A word for the bar at the bottom; empty for keys that only help names.
  public let title: String
  /// A line for help.
  public let help: String
  let run: () -> Void

  public init(_ keys: [Key], _ title: String, _ help: String, _ run: @escaping () -> Void) {
    self.keys = keys
    self.title = title
    self.help = help
    self.run = run
  }

  public init(_ key: Character, _ title: String, _ help: String, _ run: @escaping () -> Void) {
    self.init([.character(key)], title, help, run)
  }

  /// The names of its keys.
  var label: String { keys.map(\.name).joined(separator: " ") }
}
