// How objects of some types are shown, as a theme says it.

/// A rule of a theme (Documentation/FORMATS.md, "Themes").
public struct DisplayRule: Sendable {
  /// The types that it is for, by their spelling without typedefs.
  public let pattern: TypePattern
  /// What to say of an object in a few words.
  public var label: ObjectLabel?
  /// The style of the label.
  public var style: Style?
  /// Members that come first, in this order.
  public var first: [[UInt8]] = []
  /// Members that are left out.
  public var hidden: [[UInt8]] = []
  public var opening: Opening?

  /// Whether an object is shown where something leads to it.
  public enum Opening: String, Sendable {
    /// The object is shown behind a pointer to it.
    case follow
    /// Not even as a member of another one: its label stands for it.
    case fold
  }

  public init(pattern: TypePattern) { self.pattern = pattern }
}
