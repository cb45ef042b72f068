// The symbols of a module that calls lead to.

import DebugInfo
import Primitives

extension ModuleContext {
  /// Takes what stubs, slots and definitions are called.
  mutating func readSymbols(of module: ModuleDebugInfo) {
    for (slot, symbol) in module.elf.gotTargets { externals[slot.raw] = Self.plain(symbol.name) }
    for (stub, symbol) in module.elf.pltTargets { externals[stub.raw] = Self.plain(symbol.name) }
    for symbol in module.symbols where !symbol.isUndefined && symbol.kind == .function {
      let name = Self.plain(symbol.name)
      if definitions[name] == nil { definitions[name] = symbol.address.raw }
      if let known = KnownFunction.named(name), known.isMemoryFunction,
        symbol.binding != .local || known.returnsArgument
      {
        knownEntries[symbol.address.raw] = known
      }
    }
    for symbol in module.symbols where !symbol.isUndefined && symbol.kind == .object {
      let name = Self.plain(symbol.name)
      if definitions[name] == nil { definitions[name] = symbol.address.raw }
    }
  }

  /// A symbol's name without its version (`malloc@GLIBC_2.2.5`).
  private static func plain(_ name: ByteString) -> [UInt8] {
    Array(name.prefix { $0 != UInt8(ascii: "@") })
  }
}
