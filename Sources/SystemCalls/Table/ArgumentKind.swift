// The kinds of argument that need code of their own, under the words that the tables use.

extension ArgumentForm {
  /// What kind of value an argument is.
  enum Kind: UInt8, Sendable {
    // Numbers.
    case int, unsigned, long, size, hexadecimal, hexadecimal32, pointer, mode, user
    // Descriptors and text.
    case descriptor, directory, path, string, data
    /// An argument that this call does not have.
    case nothing
    /// A constant of a group, several of them, a struct, an array of structs, a choice.
    case enumeration, flags, structure, array, union
  }

  static let kinds: [Name: Kind] = [
    Name("int"): .int, Name("uint"): .unsigned, Name("long"): .long, Name("size"): .size,
    Name("hex"): .hexadecimal, Name("hex32"): .hexadecimal32, Name("ptr"): .pointer,
    Name("mode"): .mode, Name("uid"): .user, Name("fd"): .descriptor, Name("dirfd"): .directory,
    Name("path"): .path, Name("str"): .string, Name("data"): .data, Name("none"): .nothing,
  ]
}
