// The text of /proc/PID/maps to mappings (proc_pid_maps(5)).

import Primitives

/// Parses `/proc/PID/maps`.
enum MapsText {
  /// The mappings of the whole text; lines that are not mappings are left out.
  static func parse(_ text: [UInt8]) -> [Mapping] {
    var result: [Mapping] = []
    result.reserveCapacity(text.count / 80)
    for line in text.split(separator: UInt8(ascii: "\n")) {
      guard let mapping = parse(line: line) else { continue }
      result.append(mapping)
    }
    result.markGuards()
    return result
  }

  /// `55d0c0a00000-55d0c0a21000 rw-p 00000000 00:00 0    [heap]`
  static func parse(line: ArraySlice<UInt8>) -> Mapping? {
    var fields = Fields(line)
    guard let start = fields.number(radix: 16, upTo: "-"),
      let end = fields.number(radix: 16, upTo: " "), start <= end,
      let letters = fields.word(upTo: " "), letters.count == 4,
      let offset = fields.number(radix: 16, upTo: " "),
      let major = fields.number(radix: 16, upTo: ":"),
      let minor = fields.number(radix: 16, upTo: " "),
      let inode = fields.number(radix: 10, upTo: " ")
    else { return nil }
    let (name, isDeleted) = name(fields.rest)
    let permissions = permissions(letters)
    return Mapping(
      range: AddressRange(Address(start), Address(end)), permissions: permissions,
      kind: kind(name: name, inode: inode, permissions: permissions), name: name, offset: offset,
      device: deviceNumber(major: major, minor: minor), inode: inode, isDeleted: isDeleted)
  }

  private static func permissions(_ letters: ArraySlice<UInt8>) -> Permissions {
    var result: Permissions = []
    for letter in letters {
      switch letter {
      case UInt8(ascii: "r"): result.insert(.read)
      case UInt8(ascii: "w"): result.insert(.write)
      case UInt8(ascii: "x"): result.insert(.execute)
      case UInt8(ascii: "s"): result.insert(.shared)
      default: break
      }
    }
    return result
  }

  /// The kernel writes a newline in a name as `\012` and adds ` (deleted)` to the name of an unlinked file.
  private static func name(_ raw: ArraySlice<UInt8>) -> ([UInt8], isDeleted: Bool) {
    var name = Array(raw)
    let suffix = Array(" (deleted)".utf8)
    let isDeleted = name.count > suffix.count && name.suffix(suffix.count) == suffix[...]
    if isDeleted { name.removeLast(suffix.count) }
    let newline = Array("\\012".utf8)
    guard name.contains(UInt8(ascii: "\\")) else { return (name, isDeleted) }
    var index = 0
    while index + newline.count <= name.count {
      if name[index..<(index + newline.count)] == newline[...] {
        name.replaceSubrange(index..<(index + newline.count), with: [UInt8(ascii: "\n")])
      }
      index += 1
    }
    return (name, isDeleted)
  }

  private static let kernelNames: [(name: StaticString, kind: MappingKind)] = [
    ("[heap]", .heap), ("[stack]", .stack), ("[vdso]", .vdso), ("[vvar]", .vvar),
    ("[vvar_vclock]", .vvar), ("[vsyscall]", .vsyscall),
  ]

  private static func kind(
    name: [UInt8], inode: UInt64, permissions: Permissions
  ) -> MappingKind {
    if name.first == UInt8(ascii: "[") {
      for known in kernelNames
      where known.name.withUTF8Buffer({ $0.elementsEqual(name) }) {
        return known.kind
      }
    } else if inode != 0 {
      return .file
    }
    return permissions.isDisjoint(with: [.read, .write, .execute]) ? .reserved : .anonymous
  }

  /// As glibc's `makedev`.
  private static func deviceNumber(major: UInt64, minor: UInt64) -> UInt64 {
    (major & 0xfff) << 8 | (major & ~0xfff) << 32 | minor & 0xff | (minor & ~0xff) << 12
  }
}
