// What the interpretation of every function of a module shares: its image, its symbols and the signatures of its functions.

import AgentLayout
import TypeModel

/// Whom a call calls.
enum Callee: Hashable, Sendable {
  /// A function of the module, by its entry.
  case function(UInt64)
  /// A function of another module, by its symbol.
  case external([UInt8])
  case indirect
}

/// The read-only surroundings of the interpretation. Shared by threads.
struct ModuleContext<Image: CodeImage>: Sendable {
  var image: Image
  var types: TypeTable
  /// By entry.
  var signatures: [UInt64: Signature] = [:]
  /// The symbols that stubs of the procedure linkage table and slots of the global offset table stand for.
  var externals: [UInt64: [UInt8]] = [:]
  /// Functions of this module that have the names of known ones (a malloc linked in), by entry.
  var knownEntries: [UInt64: KnownFunction] = [:]
  /// Addresses of the symbols that the module defines, for slots of the global offset table that lead back into it.
  var definitions: [[UInt8]: UInt64] = [:]
  /// Functions of other modules that are declared not to come back.
  var endless: Set<[UInt8]> = []
  /// What the user says of functions.
  var declarations = ModuleDeclarations([], units: [], definitions: [:])

  /// Whom a direct call to an address calls.
  func callee(at address: UInt64) -> Callee {
    guard let symbol = externals[address] else { return .function(address) }
    return .external(symbol)
  }

  /// Whom a call through a slot of the global offset table calls.
  func callee(throughSlot slot: UInt64) -> Callee {
    guard let symbol = externals[slot] else { return .indirect }
    if let definition = definitions[symbol], KnownFunction.named(symbol) == nil {
      return .function(definition)
    }
    return .external(symbol)
  }

  func knownFunction(_ callee: Callee) -> KnownFunction? {
    if let declared = declarations.effect(of: callee) { return declared }
    switch callee {
    case .function(let entry): return knownEntries[entry]
    case .external(let symbol): return KnownFunction.named(symbol)
    case .indirect: return nil
    }
  }

  func signature(_ callee: Callee) -> Signature? {
    switch callee {
    case .function(let entry): return signatures[entry]
    case .external(let symbol): return definitions[symbol].flatMap { signatures[$0] }
    case .indirect: return nil
    }
  }

  /// Whether a callee does not come back.
  func isEndless(_ callee: Callee) -> Bool {
    if case .stops = knownFunction(callee)?.effect { return true }
    if let signature = signature(callee) { return signature.isNoReturn }
    guard case .external(let symbol) = callee else { return false }
    return endless.contains(symbol)
  }

  func name(_ callee: Callee) -> [UInt8] {
    switch callee {
    case .function(let entry): return signatures[entry]?.name ?? []
    case .external(let symbol): return symbol
    case .indirect: return []
    }
  }

  /// The static object at an address of the module, and the offset within it.
  func staticObject(at address: UInt64) -> (record: scry_meta_static, offset: Int64)? {
    let index = types.lowerBound(SCRY_META_STATICS) { index in
      guard let entry = types.entry(SCRY_META_STATICS, index, as: scry_meta_static.self) else {
        return false
      }
      return entry.flags & SCRY_STATIC_THREAD_LOCAL.rawValue == 0 && entry.address <= address
    }
    guard index > 0,
      let entry = types.entry(SCRY_META_STATICS, index - 1, as: scry_meta_static.self),
      entry.flags & SCRY_STATIC_THREAD_LOCAL.rawValue == 0, entry.address <= address,
      address - entry.address < max(entry.size, 1), entry.type != SCRY_META_NONE
    else { return nil }
    return (entry, Int64(address - entry.address))
  }
}
