// The kinds of file in a mode (inode(7)).

enum FileMode {
  private static let mask: UInt32 = 0o170000

  /// `S_IFREG` and its kin; nil for a kind that there is not.
  static func name(_ mode: UInt32) -> Name? {
    switch mode & mask {
    case 0o140000: Name("S_IFSOCK")
    case 0o120000: Name("S_IFLNK")
    case 0o100000: Name("S_IFREG")
    case 0o060000: Name("S_IFBLK")
    case 0o040000: Name("S_IFDIR")
    case 0o020000: Name("S_IFCHR")
    case 0o010000: Name("S_IFIFO")
    default: nil
    }
  }

  /// Whether the file has a device number of its own.
  static func isDevice(_ mode: UInt32) -> Bool {
    mode & mask == 0o020000 || mode & mask == 0o060000
  }

  /// The bits that are not the kind.
  static func rest(_ mode: UInt32) -> UInt32 { mode & ~mask }
}
