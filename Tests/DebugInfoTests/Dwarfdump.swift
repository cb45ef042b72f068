// Reads what llvm-dwarfdump prints of .debug_info into the lines that the tests compare.

import DebugInfo
import Foundation

enum Dwarfdump {
  /// One line for each DIE: offset, depth, tag, and the attributes that `DumpedDie` has.
  static func dies(_ text: String) -> [String] {
    var dies: [String] = []
    var attributes: [String] = []
    var head: String?
    var inRanges = false
    func finish() {
      if let head { dies.append(([head] + attributes).joined(separator: " | ")) }
      attributes = []
    }
    for line in text.split(separator: "\n") {
      if line.hasPrefix("0x"), let tag = line.range(of: "DW_TAG_") {
        finish()
        head = Self.head(line, tagAt: tag.lowerBound)
        inRanges = false
      } else if line.hasPrefix("0x"), line.contains("Unit:") || line.contains("NULL") {
        finish()
        head = nil
      } else if let name = line.firstMatch(of: /DW_AT_(\w+)\t\((.*?)\)?$/) {
        inRanges = name.1 == "ranges"
        attributes += attribute(String(name.1), String(name.2))
      } else if inRanges, let range = line.firstMatch(of: /\[0x([0-9a-f]+), 0x([0-9a-f]+)\)/) {
        // Empty ranges are nothing.
        if range.1 != range.2 {
          attributes.append("range \(short(range.1)) \(short(range.2))")
        }
      }
    }
    finish()
    return dies
  }

  private static func head(_ line: Substring, tagAt tag: String.Index) -> String {
    let offset = short(line.dropFirst(2).prefix { $0 != ":" })
    let indentation = line[..<tag].drop { $0 != ":" }.dropFirst().count - 1
    let name = line[tag...].dropFirst("DW_TAG_".count).prefix { $0 != " " }
    let number = tags[String(name)].map { "\($0.rawValue)" } ?? String(name)
    return "\(offset) \(indentation / 2) \(number)"
  }

  private static func attribute(_ name: String, _ value: String) -> [String] {
    let digits = value.hasPrefix("0x") ? short(value.dropFirst(2).prefix { $0.isHexDigit }) : value
    let text = value.dropFirst().dropLast()
    switch name {
    case "name": return ["name \(text)"]
    case "linkage_name": return ["linkage \(text)"]
    case "byte_size":
      // Implicit constants are printed as decimal numbers.
      if let size = UInt64(value) { return ["size \(String(size, radix: 16))"] }
      return value.hasPrefix("0x") ? ["size \(digits)"] : []
    case "decl_line": return ["line \(value)"]
    case "low_pc": return ["low \(addressed(value))"]
    case "high_pc": return ["high \(digits)"]
    case "type": return ["\(DwarfAttribute.type.rawValue) \(reference(value, digits))"]
    case "abstract_origin":
      return ["\(DwarfAttribute.abstractOrigin.rawValue) \(reference(value, digits))"]
    case "specification":
      return ["\(DwarfAttribute.specification.rawValue) \(reference(value, digits))"]
    case "call_origin": return ["\(DwarfAttribute.callOrigin.rawValue) \(reference(value, digits))"]
    case "decl_file": return value.hasPrefix("\"") ? ["file \(text)"] : []
    default: return []
    }
  }

  private static func reference(_ value: String, _ digits: String) -> String {
    guard value.hasPrefix("<alt ") else { return digits }
    return "alternate " + short(value.dropFirst(7).prefix { $0.isHexDigit })
  }

  /// An address, which stands after its index in split units.
  private static func addressed(_ value: String) -> String {
    let last = value.matches(of: /0x([0-9a-f]+)/).last?.1 ?? "?"
    return short(last)
  }

  private static func short(_ digits: some StringProtocol) -> String {
    UInt64(digits, radix: 16).map { String($0, radix: 16) } ?? String(digits)
  }

  static let tags: [String: DwarfTag] = [
    "array_type": .arrayType, "base_type": .baseType, "call_site": .callSite,
    "call_site_parameter": .callSiteParameter, "class_type": .classType,
    "compile_unit": .compileUnit, "const_type": .constType, "enumeration_type": .enumerationType,
    "enumerator": .enumerator, "formal_parameter": .formalParameter,
    "GNU_call_site": .gnuCallSite, "GNU_call_site_parameter": .gnuCallSiteParameter,
    "imported_declaration": .importedDeclaration, "imported_module": .importedModule,
    "imported_unit": .importedUnit, "inheritance": .inheritance,
    "inlined_subroutine": .inlinedSubroutine, "lexical_block": .lexicalBlock, "member": .member,
    "namespace": .namespace, "partial_unit": .partialUnit, "pointer_type": .pointerType,
    "reference_type": .referenceType, "restrict_type": .restrictType,
    "rvalue_reference_type": .rvalueReferenceType, "skeleton_unit": .skeletonUnit,
    "structure_type": .structureType, "subprogram": .subprogram, "subrange_type": .subrangeType,
    "subroutine_type": .subroutineType, "template_type_parameter": .templateTypeParameter,
    "template_value_parameter": .templateValueParameter, "type_unit": .typeUnit,
    "typedef": .typedef, "union_type": .unionType, "unspecified_parameters": .unspecifiedParameters,
    "unspecified_type": .unspecifiedType, "variable": .variable, "label": .label,
    "volatile_type": .volatileType, "ptr_to_member_type": .ptrToMemberType,
  ]
}
