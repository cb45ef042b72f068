// What a decoder keeps from call to call.

/// Options, tables and working memory of a decoder: used by one thread at a time.
final class DecodingContext {
  let options: DecodingOptions
  let annotator: (any PointerAnnotator)?
  /// Where bytes of the target are copied to.
  let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)

  // Read from the tables when they are first needed.
  private var groups = [ConstantGroup?](repeating: nil, count: FormNames.shared.groups.count)
  private var views = [StructureView?](repeating: nil, count: FormNames.shared.structures.count)
  private var choices = [Choice?](repeating: nil, count: FormNames.shared.choices.count)

  init(options: DecodingOptions, annotator: (any PointerAnnotator)?) {
    self.options = options
    self.annotator = annotator
  }

  deinit { scratch.deallocate() }

  /// The group that a form refers to.
  func group(_ form: ArgumentForm) -> ConstantGroup {
    Self.kept(&groups, form) { ConstantGroup(parsing: FormNames.shared.groups[$0]) }
  }

  /// The view that a form refers to.
  func view(_ form: ArgumentForm) -> StructureView {
    Self.kept(&views, form) { StructureView(parsing: FormNames.shared.structures[$0]) }
  }

  /// The choice that a form refers to.
  func choice(_ form: ArgumentForm) -> Choice {
    Self.kept(&choices, form) { Choice(parsing: FormNames.shared.choices[$0]) }
  }

  private static func kept<Part>(
    _ parts: inout [Part?], _ form: ArgumentForm, _ parse: (Int) -> Part
  ) -> Part {
    let index = Int(form.reference)
    if let part = parts[index] { return part }
    let part = parse(index)
    parts[index] = part
    return part
  }

  /// A group by its name in the table.
  func group(_ name: StaticString) -> ConstantGroup {
    FormNames.shared[Name(name)].map(group) ?? Self.noGroup
  }

  /// A view by its name in the table.
  func view(_ name: StaticString) -> StructureView {
    FormNames.shared[Name(name)].map(view) ?? Self.noView
  }

  private static let noGroup = ConstantGroup(parsing: Name("none enum :"))
  private static let noView = StructureView(parsing: Name("none = :"))
}
