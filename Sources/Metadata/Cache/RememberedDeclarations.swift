// The user's declarations of allocators, kept beside the tables of the modules that they concern.

import AgentLayout
import AllocationSites
import DebugInfo
import Primitives
import SystemPackage
import TypeModel

/// Something declared that no module knows.
public enum UnknownDeclaration: Sendable, Hashable {
  case function(AllocatorDeclaration)
  /// No call of a source line gives a block.
  case place(AllocatorDeclaration)
  case type(AllocatorDeclaration, name: [UInt8])
}

extension CacheDirectory {
  /// What is declared for a module; empty without a file. A file that is none of ours, or was damaged, counts as empty.
  func declarations(of key: CacheKey) -> [AllocatorDeclaration] {
    guard let store = open(key.declarations) else { return [] }
    return (try? AllocatorDeclaration.parse(Array(store.bytes))) ?? []
  }

  /// Keeps declarations; none remove the file.
  func remember(_ declarations: [AllocatorDeclaration], for key: CacheKey) throws(Errno) {
    guard !declarations.isEmpty else { return remove(key.declarations) }
    try write(AllocatorDeclaration.content(declarations), key.declarations)
  }
}

extension AllocatorDeclaration {
  /// A file's content that `parse` reads as these.
  static func content(_ declarations: [AllocatorDeclaration]) -> [UInt8] {
    declarations.flatMap { $0.text + [UInt8(ascii: "\n")] }
  }
}

/// Which of the given declarations concern a module, and which have been found anywhere.
struct DeclarationMatches: Sendable {
  private var foundFunctions: Set<[UInt8]> = []
  private var foundPlaces: Set<AllocatorDeclaration> = []
  private var foundTypes: Set<[UInt8]> = []

  /// The declarations whose functions a module defines or imports, or whose source lines allocate in it.
  mutating func concerning(
    _ metadata: ModuleMetadata, _ elf: ElfFile, among given: [AllocatorDeclaration]
  ) -> [AllocatorDeclaration] {
    let names = Set(given.compactMap { $0.function?.name })
    let defined = metadata.functionNames(among: names)
    let imported = Self.imported(elf, among: names.subtracting(defined))
    foundFunctions.formUnion(defined)
    for name in given.flatMap(\.typeNames) where metadata.table.type(spelled: name) != nil {
      foundTypes.insert(name)
    }
    let places = metadata.placesAllocating(given)
    foundPlaces.formUnion(places)
    return given.filter { declaration in
      guard let name = declaration.function?.name else { return places.contains(declaration) }
      return defined.contains(name) || imported.contains(name)
    }
  }

  /// What of the given declarations no module so far knows.
  func unknown(among given: [AllocatorDeclaration]) -> [UnknownDeclaration] {
    given.flatMap { declaration -> [UnknownDeclaration] in
      let types = declaration.typeNames.filter { !foundTypes.contains($0) }
        .map { UnknownDeclaration.type(declaration, name: $0) }
      guard let name = declaration.function?.name else {
        return (foundPlaces.contains(declaration) ? [] : [.place(declaration)]) + types
      }
      return (foundFunctions.contains(name) ? [] : [.function(declaration)]) + types
    }
  }

  /// Symbols of other modules, by their own names or by their source names.
  private static func imported(_ elf: ElfFile, among names: Set<[UInt8]>) -> Set<[UInt8]> {
    guard !names.isEmpty else { return [] }
    let symbols = elf.symbols.filter(\.isUndefined).map { Array($0.name.prefix { $0 != 0x40 }) }
    return names.intersection(symbols)
  }
}

extension ModuleMetadata {
  /// Those of some names that functions of the module have, inlined ones with sites in them counted.
  fileprivate func functionNames(among names: Set<[UInt8]>) -> Set<[UInt8]> {
    var offsets: Set<UInt32> = []
    for index in 0..<table.count(of: SCRY_META_FUNCTIONS) {
      let record = table.entry(SCRY_META_FUNCTIONS, index, as: scry_meta_function.self)
      offsets.formUnion(record.map { [$0.name, $0.linkage_name] } ?? [])
    }
    for index in 0..<table.count(of: SCRY_META_SITES) {
      let record = table.entry(SCRY_META_SITES, index, as: scry_meta_site.self)
      if let record { offsets.insert(record.function) }
    }
    return Set(offsets.lazy.map { self.text($0) }.filter(names.contains))
  }

  /// The declarations of source lines at which the module has sites.
  fileprivate func placesAllocating(
    _ given: [AllocatorDeclaration]
  ) -> Set<AllocatorDeclaration> {
    var places: [UInt32: [(file: [UInt8], declaration: AllocatorDeclaration)]] = [:]
    for declaration in given {
      guard case .type(let file, let line, _) = declaration.kind else { continue }
      places[line, default: []].append((file, declaration))
    }
    var result: Set<AllocatorDeclaration> = []
    for index in places.isEmpty ? 0..<0 : 0..<table.count(of: SCRY_META_SITES) {
      guard let record = table.entry(SCRY_META_SITES, index, as: scry_meta_site.self),
        let wanted = places[record.line]
      else { continue }
      let path = file(record.file)
      for place in wanted where AllocatorDeclaration.names(place.file, path: path) {
        result.insert(place.declaration)
      }
    }
    return result
  }
}
