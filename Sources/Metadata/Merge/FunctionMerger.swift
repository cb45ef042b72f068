// Joins the functions of all units with the symbols of the ELF file.

import AgentLayout
import DebugInfo
import Primitives

/// Builds the section `SCRY_META_FUNCTIONS`.
struct FunctionMerger {
  let types: MergedTypes
  let image: ModuleImage
  var names: NameTables
  private(set) var entries: [scry_meta_function] = []

  init(types: MergedTypes, image: ModuleImage, names: NameTables) {
    self.types = types
    self.image = image
    self.names = names
  }

  /// Adds the functions of a unit; `settle` turns its references into the graph's.
  mutating func add(_ unit: UnitRecords, settle: (TypeReference) -> TypeReference) {
    for function in unit.functions {
      for (place, range) in function.ranges.enumerated() where image.isCode(range.start.raw) {
        var entry = scry_meta_function()
        entry.low = range.start.raw
        entry.high = range.end.raw
        entry.name = names.string(function.name)
        let symbol = names.string(function.linkageName)
        entry.linkage_name = symbol == entry.name ? 0 : symbol
        let type = settle(function.type)
        entry.type = type == .unknown ? SCRY_META_NONE : types.index(type)
        entry.file = names.file(function.file)
        entry.line = function.line
        entry.flags = place == 0 ? 0 : SCRY_FUNCTION_PART.rawValue
        entries.append(entry)
      }
    }
  }

  /// Adds the functions that only symbols name, where no other is. To be called after all units were added.
  mutating func add(_ symbols: [ElfSymbol]) {
    separate()
    var extra: [scry_meta_function] = []
    for symbol in symbols {
      guard symbol.kind == .function || symbol.kind == .indirectFunction, !symbol.isUndefined,
        symbol.size > 0, image.isCode(symbol.address.raw), !symbol.name.isEmpty,
        let gap = gap(at: symbol.address.raw, size: symbol.size)
      else { continue }
      var entry = scry_meta_function()
      entry.low = gap.start.raw
      entry.high = gap.end.raw
      let demangled = DemangledName.of(symbol.name)
      entry.name = names.strings.add(demangled ?? Array(symbol.name))
      entry.linkage_name = demangled == nil ? 0 : names.strings.add(symbol.name)
      entry.type = SCRY_META_NONE
      extra.append(entry)
    }
    entries += extra
    separate()
  }

  /// The part of a symbol's code up to the next known function; nil when another one has its start.
  private func gap(at address: UInt64, size: UInt64) -> AddressRange? {
    let next = entries.partitioningIndex { $0.low > address }
    if next > 0, entries[next - 1].high > address { return nil }
    let whole = AddressRange(Address(address), size: size)
    guard next < entries.count else { return whole }
    return AddressRange(whole.start, min(whole.end, Address(entries[next].low)))
  }

  /// Sorts, and leaves out what begins inside another function: the linker may fold equal ones, and symbols have aliases.
  private mutating func separate() {
    let order = entries.indices.sorted { a, b in
      let (x, y) = (entries[a], entries[b])
      return x.low != y.low ? x.low < y.low : a < b
    }
    var kept: [scry_meta_function] = []
    kept.reserveCapacity(entries.count)
    for index in order where entries[index].low < entries[index].high {
      if let last = kept.last, entries[index].low < last.high { continue }
      kept.append(entries[index])
    }
    entries = kept
  }
}
