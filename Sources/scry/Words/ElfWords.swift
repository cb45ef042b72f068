// Why a file is not an ELF file that can be used.

import DebugInfo
import SystemPackage

extension ElfError {
  /// What follows the name of the file.
  var clause: String {
    switch self {
    // What mapping a directory, a device or a pipe gives.
    case .unreadable(.invalidArgument): "is not a regular file"
    case .unreadable(let error): "cannot be read: \(error)"
    case .notElf: "is not an ELF file"
    case .not64Bit: "is a 32-bit file; scry reads x86-64 only"
    case .bigEndian: "is a big-endian file; scry reads x86-64 only"
    case .machine(let number):
      "is for another machine (e_machine \(number)); scry reads x86-64 only"
    case .relocatable: "is an object file that has not been linked"
    case .damaged(let part): "is damaged: \(part.text)"
    case .decompression(let part): "is damaged: \(part.text) cannot be decompressed"
    case .tooLarge(let part, let claimed): "is damaged: \(part.text) claims \(claimed) bytes"
    }
  }
}

extension ElfPart {
  fileprivate var text: String {
    switch self {
    case .header: "its header"
    case .programHeaders: "its program headers"
    case .sectionHeaders: "its section headers"
    case .section(let name): "section \(Diagnostics.printable(name))"
    }
  }
}
