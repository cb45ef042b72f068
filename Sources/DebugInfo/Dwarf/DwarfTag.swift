// DW_TAG_*: what a debugging information entry describes (DWARF 5 §7.5.3).

/// A `DW_TAG_` constant, named as in the standard; GNU and LLVM extensions keep their prefix.
@frozen
public struct DwarfTag: RawRepresentable, Hashable, Sendable {
  public let rawValue: UInt16
  @inlinable public init(rawValue: UInt16) { self.rawValue = rawValue }
}

extension DwarfTag {
  @inlinable public static var null: Self { .init(rawValue: 0x00) }
  @inlinable public static var arrayType: Self { .init(rawValue: 0x01) }
  @inlinable public static var classType: Self { .init(rawValue: 0x02) }
  @inlinable public static var entryPoint: Self { .init(rawValue: 0x03) }
  @inlinable public static var enumerationType: Self { .init(rawValue: 0x04) }
  @inlinable public static var formalParameter: Self { .init(rawValue: 0x05) }
  @inlinable public static var importedDeclaration: Self { .init(rawValue: 0x08) }
  @inlinable public static var label: Self { .init(rawValue: 0x0a) }
  @inlinable public static var lexicalBlock: Self { .init(rawValue: 0x0b) }
  @inlinable public static var member: Self { .init(rawValue: 0x0d) }
  @inlinable public static var pointerType: Self { .init(rawValue: 0x0f) }
  @inlinable public static var referenceType: Self { .init(rawValue: 0x10) }
  @inlinable public static var compileUnit: Self { .init(rawValue: 0x11) }
  @inlinable public static var stringType: Self { .init(rawValue: 0x12) }
  @inlinable public static var structureType: Self { .init(rawValue: 0x13) }
  @inlinable public static var subroutineType: Self { .init(rawValue: 0x15) }
  @inlinable public static var typedef: Self { .init(rawValue: 0x16) }
  @inlinable public static var unionType: Self { .init(rawValue: 0x17) }
  @inlinable public static var unspecifiedParameters: Self { .init(rawValue: 0x18) }
  @inlinable public static var variant: Self { .init(rawValue: 0x19) }
  @inlinable public static var commonBlock: Self { .init(rawValue: 0x1a) }
  @inlinable public static var commonInclusion: Self { .init(rawValue: 0x1b) }
  @inlinable public static var inheritance: Self { .init(rawValue: 0x1c) }
  @inlinable public static var inlinedSubroutine: Self { .init(rawValue: 0x1d) }
  @inlinable public static var module: Self { .init(rawValue: 0x1e) }
  @inlinable public static var ptrToMemberType: Self { .init(rawValue: 0x1f) }
  @inlinable public static var setType: Self { .init(rawValue: 0x20) }
  @inlinable public static var subrangeType: Self { .init(rawValue: 0x21) }
  @inlinable public static var withStmt: Self { .init(rawValue: 0x22) }
  @inlinable public static var accessDeclaration: Self { .init(rawValue: 0x23) }
  @inlinable public static var baseType: Self { .init(rawValue: 0x24) }
  @inlinable public static var catchBlock: Self { .init(rawValue: 0x25) }
  @inlinable public static var constType: Self { .init(rawValue: 0x26) }
  @inlinable public static var constant: Self { .init(rawValue: 0x27) }
  @inlinable public static var enumerator: Self { .init(rawValue: 0x28) }
  @inlinable public static var fileType: Self { .init(rawValue: 0x29) }
  @inlinable public static var friend: Self { .init(rawValue: 0x2a) }
  @inlinable public static var namelist: Self { .init(rawValue: 0x2b) }
  @inlinable public static var namelistItem: Self { .init(rawValue: 0x2c) }
  @inlinable public static var packedType: Self { .init(rawValue: 0x2d) }
  @inlinable public static var subprogram: Self { .init(rawValue: 0x2e) }
  @inlinable public static var templateTypeParameter: Self { .init(rawValue: 0x2f) }
  @inlinable public static var templateValueParameter: Self { .init(rawValue: 0x30) }
  @inlinable public static var thrownType: Self { .init(rawValue: 0x31) }
  @inlinable public static var tryBlock: Self { .init(rawValue: 0x32) }
  @inlinable public static var variantPart: Self { .init(rawValue: 0x33) }
  @inlinable public static var variable: Self { .init(rawValue: 0x34) }
  @inlinable public static var volatileType: Self { .init(rawValue: 0x35) }
  @inlinable public static var dwarfProcedure: Self { .init(rawValue: 0x36) }
  @inlinable public static var restrictType: Self { .init(rawValue: 0x37) }
  @inlinable public static var interfaceType: Self { .init(rawValue: 0x38) }
  @inlinable public static var namespace: Self { .init(rawValue: 0x39) }
  @inlinable public static var importedModule: Self { .init(rawValue: 0x3a) }
  @inlinable public static var unspecifiedType: Self { .init(rawValue: 0x3b) }
  @inlinable public static var partialUnit: Self { .init(rawValue: 0x3c) }
  @inlinable public static var importedUnit: Self { .init(rawValue: 0x3d) }
  @inlinable public static var condition: Self { .init(rawValue: 0x3f) }
  @inlinable public static var sharedType: Self { .init(rawValue: 0x40) }
  @inlinable public static var typeUnit: Self { .init(rawValue: 0x41) }
  @inlinable public static var rvalueReferenceType: Self { .init(rawValue: 0x42) }
  @inlinable public static var templateAlias: Self { .init(rawValue: 0x43) }
  @inlinable public static var coarrayType: Self { .init(rawValue: 0x44) }
  @inlinable public static var genericSubrange: Self { .init(rawValue: 0x45) }
  @inlinable public static var dynamicType: Self { .init(rawValue: 0x46) }
  @inlinable public static var atomicType: Self { .init(rawValue: 0x47) }
  @inlinable public static var callSite: Self { .init(rawValue: 0x48) }
  @inlinable public static var callSiteParameter: Self { .init(rawValue: 0x49) }
  @inlinable public static var skeletonUnit: Self { .init(rawValue: 0x4a) }
  @inlinable public static var immutableType: Self { .init(rawValue: 0x4b) }
  @inlinable public static var formatLabel: Self { .init(rawValue: 0x4101) }
  @inlinable public static var functionTemplate: Self { .init(rawValue: 0x4102) }
  @inlinable public static var classTemplate: Self { .init(rawValue: 0x4103) }
  @inlinable public static var gnuBincl: Self { .init(rawValue: 0x4104) }
  @inlinable public static var gnuEincl: Self { .init(rawValue: 0x4105) }
  @inlinable public static var gnuTemplateTemplateParam: Self { .init(rawValue: 0x4106) }
  @inlinable public static var gnuTemplateParameterPack: Self { .init(rawValue: 0x4107) }
  @inlinable public static var gnuFormalParameterPack: Self { .init(rawValue: 0x4108) }
  @inlinable public static var gnuCallSite: Self { .init(rawValue: 0x4109) }
  @inlinable public static var gnuCallSiteParameter: Self { .init(rawValue: 0x410a) }
  @inlinable public static var llvmAnnotation: Self { .init(rawValue: 0x6000) }
}
