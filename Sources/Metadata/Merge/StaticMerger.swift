// Joins the variables of all units with the symbols of the ELF file.

import AgentLayout
import DebugInfo
import Primitives

/// Builds the section `SCRY_META_STATICS`.
struct StaticMerger {
  let types: MergedTypes
  let image: ModuleImage
  var names: NameTables
  private(set) var entries: [scry_meta_static] = []
  private var seen: Set<Key> = []
  /// The first typed variable at each place.
  private var typed: [Place: Int] = [:]
  private var classes: [UInt32: UInt32] = [:]
  /// The class of each vtable that debug information names.
  private var vtableClasses: [UInt64: [UInt8]] = [:]

  private struct Place: Hashable {
    var address: UInt64
    var isThreadLocal: Bool
  }

  private struct Key: Hashable {
    var place: Place
    var name: UInt32
  }

  init(types: MergedTypes, image: ModuleImage, names: NameTables) {
    self.types = types
    self.image = image
    self.names = names
  }

  // MARK: From debug information

  /// Adds the variables of a unit; `settle` turns its references into the graph's.
  mutating func add(_ unit: UnitRecords, settle: (TypeReference) -> TypeReference) {
    for variable in unit.statics {
      let place = Place(
        address: variable.isThreadLocal
          ? image.threadLocalOffset(variable.address) : variable.address,
        isThreadLocal: variable.isThreadLocal)
      guard isReal(place), !takeVTable(variable) else { continue }
      var entry = scry_meta_static()
      entry.address = place.address
      entry.name = names.string(variable.name)
      entry.type = types.index(settle(variable.type))
      entry.size = size(ofType: entry.type)
      entry.flags = flags(place)
      entry.file = names.file(variable.file)
      entry.line = variable.line
      if let function = unit.functions[safe: Int(variable.function)] {
        entry.function = names.string(function.name)
        entry.flags |= SCRY_STATIC_LOCAL.rawValue
      }
      guard seen.insert(Key(place: place, name: entry.name)).inserted else { continue }
      if variable.linkageName != .empty {
        seen.insert(Key(place: place, name: names.string(variable.linkageName)))
      }
      if typed[place] == nil { typed[place] = entries.count }
      entries.append(entry)
    }
  }

  /// clang 20 and later describe a class's vtable as a variable `_vtable$` in the class, of the type of a pointer; its symbol
  /// says more.
  private mutating func takeVTable(_ variable: RawStatic) -> Bool {
    let offset = names.string(variable.name)
    let name = names.strings.text(at: offset)
    let suffix = Array("::_vtable$".utf8)
    guard name.suffix(suffix.count).elementsEqual(suffix) else { return false }
    vtableClasses[variable.address] = Array(name.dropLast(suffix.count))
    return true
  }

  private func isReal(_ place: Place) -> Bool {
    place.isThreadLocal
      ? place.address < image.threadLocalSize : image.isLoaded(place.address)
  }

  private func size(ofType index: UInt32) -> UInt64 {
    let size = types.types[Int(index)].size
    return size == SCRY_META_UNKNOWN_SIZE ? 0 : size
  }

  private func flags(_ place: Place) -> UInt32 {
    if place.isThreadLocal { return SCRY_STATIC_THREAD_LOCAL.rawValue }
    return image.isReadOnly(place.address) ? SCRY_STATIC_READ_ONLY.rawValue : 0
  }

  // MARK: From symbols

  /// Adds the objects that only symbols name, and corrects sizes by the symbols of those that are known.
  mutating func add(_ symbols: [ElfSymbol]) {
    classes = classIndices()
    for symbol in symbols {
      guard symbol.kind == .object || symbol.kind == .threadLocal, !symbol.isUndefined,
        !symbol.name.isEmpty
      else { continue }
      let place = Place(address: symbol.address.raw, isThreadLocal: symbol.kind == .threadLocal)
      guard isReal(place) else { continue }
      let name = names.strings.add(symbol.name)
      if let known = typed[place] { adjust(known, symbol) }
      guard seen.insert(Key(place: place, name: name)).inserted,
        typed[place] == nil || isAlias(symbol)
      else { continue }
      entries.append(entry(symbol, place, name))
    }
  }

  /// A struct with a flexible array, or an array declared without a bound, is as long as its symbol.
  private mutating func adjust(_ index: Int, _ symbol: ElfSymbol) {
    guard entries[index].size < symbol.size else { return }
    let type = types.types[Int(types.concrete[Int(entries[index].type)])]
    if entries[index].size == 0 || type.has(SCRY_TYPE_FLEXIBLE) {
      entries[index].size = symbol.size
    }
  }

  /// A second public name for a variable; not the mangled or numbered name of the variable itself.
  private func isAlias(_ symbol: ElfSymbol) -> Bool {
    symbol.binding != .local && !symbol.name.starts(with: "_Z".utf8)
  }

  private mutating func entry(
    _ symbol: ElfSymbol, _ place: Place, _ name: UInt32
  ) -> scry_meta_static {
    var entry = scry_meta_static()
    entry.address = symbol.address.raw
    entry.size = symbol.size
    entry.name = name
    entry.type = SCRY_META_NONE
    entry.flags = flags(place)
    if let known = typed[place], entries[known].size == symbol.size {
      entry.type = entries[known].type
      entry.file = entries[known].file
      entry.line = entries[known].line
    }
    let known = vtableClasses[entry.address].map { MangledData(vtableOf: $0) }
    if let data = known ?? MangledData(symbol.name) {
      describe(&entry, data)
    } else if let demangled = DemangledName.of(symbol.name) {
      entry.name = names.strings.add(demangled)
    }
    return entry
  }

  /// Names what the C++ compiler made.
  private mutating func describe(_ entry: inout scry_meta_static, _ data: MangledData) {
    entry.name = names.strings.add(Array(data.kind.phrase.utf8) + data.subject)
    guard data.kind == .vtable else { return }
    entry.flags |= SCRY_STATIC_VTABLE.rawValue
    entry.type = classes[names.strings.add(data.subject)] ?? SCRY_META_NONE
  }

  /// Complete structs and classes by their names, those of several definitions left out.
  private mutating func classIndices() -> [UInt32: UInt32] {
    var indices: [UInt32: UInt32] = [:]
    for (index, type) in types.types.enumerated()
    where (type.kind == .structure || type.kind == .class) && type.name != .empty
      && !type.has(SCRY_TYPE_INCOMPLETE)
    {
      let name = names.string(type.name)
      let value = UInt32(truncatingIfNeeded: index)
      indices[name] = indices[name] == nil ? value : SCRY_META_NONE
    }
    return indices
  }

  // MARK: Order

  /// Sorts by place, at one place the longest first, then those with a type.
  mutating func sort() {
    entries.sort { a, b in
      let (localA, localB) = (a.isThreadLocal, b.isThreadLocal)
      if localA != localB { return !localA }
      if a.address != b.address { return a.address < b.address }
      if a.size != b.size { return a.size > b.size }
      if (a.type == SCRY_META_NONE) != (b.type == SCRY_META_NONE) {
        return b.type == SCRY_META_NONE
      }
      return a.name < b.name
    }
  }
}

extension scry_meta_static {
  fileprivate var isThreadLocal: Bool { flags & SCRY_STATIC_THREAD_LOCAL.rawValue != 0 }
}

extension Array {
  /// The element at an index; nil outside.
  subscript(safe index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
