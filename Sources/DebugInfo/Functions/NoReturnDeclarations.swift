// Functions of other modules that a unit knows not to come back.

import Primitives

extension DwarfUnit {
  /// The symbols of functions that the unit declares, defines nowhere, and that never return (`DW_AT_noreturn`, DWARF 5 §3.3.1).
  public var noReturnDeclarations: [ByteString] {
    guard isCompileUnit || kind == .partial, abbreviations.declareNoReturn else { return [] }
    var names: [ByteString] = []
    var cursor = cursor()
    while cursor.next() {
      switch cursor.tag {
      case .subprogram:
        if let name = cursor.noReturnDeclaration { names.append(name) }
        cursor.skipChildren()
      case .namespace, .compileUnit, .partialUnit, .structureType, .classType, .unionType: break
      default: cursor.skipChildren()
      }
    }
    return names
  }
}

extension AbbreviationArrays {
  /// Whether any DIE can be a declaration of such a function: few units have one.
  fileprivate var declareNoReturn: Bool {
    entries.contains { entry in
      let attributes = specifications[entry.first..<(entry.first + entry.count)]
      return entry.tag == .subprogram && attributes.contains { $0.name == .noreturn }
        && attributes.contains { $0.name == .declaration }
    }
  }
}

extension DieCursor {
  /// The linker's name of the current function, if it is a declaration of one that does not return.
  fileprivate var noReturnDeclaration: ByteString? {
    let die = die
    guard die.flag(.noreturn), die.flag(.declaration) else { return nil }
    // C's names are the linker's; a member of a class has one of its own.
    return die.string(.linkageName) ?? die.string(.mipsLinkageName)
      ?? (depth == 1 ? die.string(.name) : nil)
  }
}
