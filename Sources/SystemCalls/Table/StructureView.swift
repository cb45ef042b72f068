// How one struct prints: its fields in order, with where they are.

/// A line of `structures.table`, with the offsets of the catalogue.
final class StructureView: Sendable {
  /// One field that prints.
  struct Field: Sendable {
    let name: Name
    let form: ArgumentForm
    /// In bytes.
    let offset: Int
    /// In bytes.
    let size: Int
    /// Left out when structs are abbreviated.
    let isDetail: Bool
    /// Left out when it is zero.
    let isOptional: Bool
    /// Left out when the struct's first word has none of these bits; 0 for a field that does not depend on it.
    let condition: UInt64
  }

  /// In bytes.
  let size: Int
  let fields: [Field]
  /// Whether abbreviation leaves something out.
  let hasDetails: Bool

  /// Reads a line of the table.
  convenience init(parsing line: Name, catalogue: KernelCatalogue = .shared) {
    let (head, tail) = line.cut(at: UInt8(ascii: ":"))
    let (name, layoutName) = head.cut(at: UInt8(ascii: "="))
    let layout = layoutName.flatMap { catalogue.structure($0.trimmed) }
    let fields = (tail ?? Name("")).split(UInt8(ascii: " ")).compactMap {
      Field(parsing: $0, layout: layout)
    }
    self.init(
      size: layout?.size ?? name.trimmed.cut(at: UInt8(ascii: "@")).1?.integer, fields: fields)
  }

  /// All members of a struct that has no view of its own, by their C types.
  convenience init(_ layout: KernelCatalogue.Structure) {
    self.init(size: layout.size, fields: layout.members.compactMap(Field.init))
  }

  private init(size: Int?, fields: [Field]) {
    self.fields = fields
    self.size = size ?? 0
    hasDetails = fields.contains(where: \.isDetail)
  }
}

extension StructureView.Field {
  /// Reads `?st_dev=dev`; nil when the layout has no such member.
  init?(parsing text: Name, layout: KernelCatalogue.Structure?) {
    var text = text
    isDetail = text.hasPrefix("?")
    if isDetail { text = text.dropFirst() }
    isOptional = text.hasPrefix("!")
    if isOptional { text = text.dropFirst() }
    let (head, word) = text.cut(at: UInt8(ascii: "="))
    let (place, bits) = head.cut(at: UInt8(ascii: "&"))
    condition = bits?.unsigned ?? 0
    let (name, position) = place.cut(at: UInt8(ascii: "@"))
    self.name = name
    form = word.flatMap(ArgumentForm.init(word:)) ?? ArgumentForm(.hexadecimal)
    if let position {
      let (offset, size) = position.cut(at: UInt8(ascii: ":"))
      self.offset = offset.integer ?? 0
      self.size = size?.integer ?? 0
    } else {
      guard let member = layout?.members.first(where: { $0.name == name }) else { return nil }
      offset = member.bitOffset / 8
      size = member.bitCount / 8
    }
  }

  /// A member by its C type; nil for padding and for what has no name.
  init?(_ member: KernelCatalogue.Member) {
    guard !member.name.isEmpty, !member.name.hasPrefix("_"), member.bitCount % 8 == 0 else {
      return nil
    }
    name = member.name
    form = ArgumentForm(memberType: member.type, size: member.bitCount / 8)
    offset = member.bitOffset / 8
    size = member.bitCount / 8
    isDetail = false
    isOptional = false
    condition = 0
  }
}
