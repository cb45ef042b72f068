// The declarations that concern one module, by its functions' entries and the symbols that it imports.

import DebugInfo
import Primitives
import TypeModel

/// Looks declared functions of one module up.
struct ModuleDeclarations: Sendable {
  private let all: [AllocatorDeclaration]
  /// One function may have several declarations: a wrapper that selects.
  private let byName: [[UInt8]: [AllocatorDeclaration]]
  private let byEntry: [UInt64: [AllocatorDeclaration]]

  /// `units` have the source names, `definitions` the entries of symbols.
  init(
    _ declarations: [AllocatorDeclaration], units: [DwarfUnit], definitions: [[UInt8]: UInt64]
  ) {
    all = declarations
    let byName = Dictionary(grouping: declarations.filter { $0.function != nil }) {
      $0.function?.name ?? []
    }
    var byEntry: [UInt64: [AllocatorDeclaration]] = [:]
    for (name, declared) in byName {
      if let entry = definitions[name] { byEntry[entry] = declared }
    }
    for unit in byName.isEmpty ? [] : units {
      unit.forEachFunction { function in
        guard let entry = function.entry?.raw, !function.name.isEmpty,
          byName.keys.contains(where: {
            $0.suffix(function.name.count).elementsEqual(function.name)
          }),
          let declared = byName[function.qualifiedName]
        else { return }
        byEntry[entry] = declared
      }
    }
    self.byName = byName
    self.byEntry = byEntry
  }

  var isEmpty: Bool { all.isEmpty }

  /// The declared functions of this module, by entry.
  var functions: [UInt64: [AllocatorDeclaration]] { byEntry }

  /// What is declared of the function at an entry.
  func declarations(at entry: UInt64) -> [AllocatorDeclaration] { byEntry[entry] ?? [] }

  /// What is declared of a function of this name, such as one that was inlined.
  func declarations(of name: [UInt8]) -> [AllocatorDeclaration] { byName[name] ?? [] }

  /// Whether any of the functions makes pieces or objects out of what others allocate.
  var hasExtents: Bool { byName.values.joined().contains(where: \.hasExtent) }

  /// What is declared of the function that a call calls.
  func declarations(of callee: Callee) -> [AllocatorDeclaration] {
    switch callee {
    case .function(let entry): byEntry[entry] ?? []
    case .external(let symbol): byName[symbol] ?? []
    case .indirect: []
    }
  }

  /// What a call of a declared function does.
  func effect(of callee: Callee) -> KnownFunction? {
    declarations(of: callee).lazy.compactMap(\.effect).first
  }

  /// The types that are declared of a source line.
  func types(atLine line: UInt32, of file: [UInt8]) -> [[UInt8]] {
    all.compactMap { declaration in
      guard case .type(let wanted, line, let spelling) = declaration.kind,
        AllocatorDeclaration.names(wanted, path: file)
      else { return nil }
      return spelling
    }
  }
}

extension AllocatorDeclaration {
  /// Whether a path ends in the components of the one that was declared.
  public static func names(_ declared: [UInt8], path: [UInt8]) -> Bool {
    guard path.count >= declared.count, path.suffix(declared.count).elementsEqual(declared) else {
      return false
    }
    return path.count == declared.count || declared.first == UInt8(ascii: "/")
      || path[path.count - declared.count - 1] == UInt8(ascii: "/")
  }

  /// What a call of the function does; nil when it says nothing of a block's start.
  fileprivate var effect: KnownFunction? {
    switch kind {
    case .wrapper, .header, .select: KnownFunction(effect: .allocates(ofCharacters: false))
    case .outParameter(_, let register):
      KnownFunction(effect: .allocatesThrough(parameter: register, ofCharacters: false))
    case .free: KnownFunction(effect: .ignores)
    case .arena, .type: nil
    }
  }

  var isArena: Bool {
    if case .arena = kind { true } else { false }
  }

  /// Whether it is about the blocks that are allocated on behalf of the function, wherever their pointers go.
  var hasExtent: Bool {
    switch kind {
    case .arena, .select: true
    default: false
    }
  }
}

extension TypeTable {
  /// The concrete type of a simple C spelling: `struct node`, `ns::item`, `char`, `node *`; nil when the module has none that is
  /// complete.
  public func type(spelled spelling: [UInt8]) -> UniqType? {
    var name = spelling[...]
    var isPointer = false
    while let last = name.last, last == UInt8(ascii: " ") || last == UInt8(ascii: "*") {
      isPointer = isPointer || last == UInt8(ascii: "*")
      name.removeLast()
    }
    let tags: [(String, [TypeKind])] = [
      ("struct ", [.structure, .class]), ("class ", [.structure, .class]), ("union ", [.union]),
      ("enum ", [.enumeration]),
    ]
    let tag = tags.first { name.starts(with: $0.0.utf8) }
    if let tag { name = name.dropFirst(tag.0.utf8.count) }
    let found = types(named: Array(name)).first {
      !$0.concrete.isIncomplete && (tag?.1.contains($0.concrete.kind) ?? true)
    }
    guard let found, isPointer else { return found?.concrete }
    return pointer(to: found.concrete)
  }

  private func pointer(to target: UniqType) -> UniqType? {
    (0..<typeCount).lazy.compactMap { self.type(UInt32($0)) }.first {
      $0.kind == .pointer && $0.target?.concrete.index == target.index
    }
  }
}
