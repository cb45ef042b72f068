// The first bytes of an ELF file (ELF gABI, "ELF Identification").

import Glibc

/// What an ELF file says before anything that depends on its class.
public enum ElfIdentity {
  /// Whether an open file is an ELF file of 32 bits; false when it cannot be read.
  public static func isThirtyTwoBit(_ descriptor: Int32) -> Bool {
    var bytes: [UInt8] = [0, 0, 0, 0, 0]
    guard pread(descriptor, &bytes, bytes.count, 0) == bytes.count else { return false }
    return bytes == [0x7f, 0x45, 0x4c, 0x46, 1]
  }
}

extension LiveTarget {
  /// Whether the program that the process runs has 32-bit pointers.
  public var isThirtyTwoBit: Bool {
    guard let program = try? directory.openFile("exe") else { return false }
    defer { close(program) }
    return ElfIdentity.isThirtyTwoBit(program)
  }
}
