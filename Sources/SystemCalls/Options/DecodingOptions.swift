// How calls are to be shown: strace's options that concern the decoder.

/// strace's options, under their letters.
public struct DecodingOptions: Sendable {
  /// `-x` and `-xx`.
  public enum StringStyle: Sendable {
    case escaped, hexadecimalWhenNotText, hexadecimal
  }

  /// `-X`.
  public enum ConstantStyle: Sendable {
    case raw, abbreviated, verbose
  }

  /// `-y` and `-yy`.
  public enum DescriptorStyle: Sendable {
    case number, path, details
  }

  /// `-s`: bytes of a string that are shown.
  public var stringLimit = 32
  public var strings = StringStyle.escaped
  public var constants = ConstantStyle.abbreviated
  public var descriptors = DescriptorStyle.number
  /// `-e abbrev=`: calls whose structs show their important members only; `-v` empties it.
  public var abbreviated = SystemCallSet.all
  /// `-e verbose=`: calls whose structs are shown at all, and not as an address.
  public var verbose = SystemCallSet.all
  /// `-e raw=`: calls whose arguments are hexadecimal numbers.
  public var raw = SystemCallSet.none
  /// `-a`: the column of the results.
  public var resultColumn = 40
  /// `-N`: the name of each argument before it.
  public var argumentNames = false

  public init() {}
}
