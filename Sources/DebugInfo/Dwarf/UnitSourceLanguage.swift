// The source language of a unit, as far as it decides how functions are named.

extension DwarfUnit {
  /// Whether the source is C, where a function's name is all of it and no scope stands around it (DW_LANG_C89, C, C99,
  /// C11, C17; DWARF 5 §7.12).
  public var isC: Bool {
    [0x01, 0x02, 0x0c, 0x1d, 0x2c].contains(root?.unsigned(.language) ?? 0)
  }

  /// Whether the source is an assembler's (DW_LANG_Mips_Assembler, which all assemblers use).
  public var isAssembler: Bool { root?.unsigned(.language) == 0x8001 }
}
