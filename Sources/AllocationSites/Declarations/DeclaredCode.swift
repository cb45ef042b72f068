// Declared functions without debug information: their calls are sites because the user says so.

import AgentLayout
import CDecoder
import DebugInfo
import Primitives

/// Finds the calls in declared functions of which only the symbol is known.
struct DeclaredCode {
  let context: ModuleContext<ModuleImage>
  let module: ModuleDebugInfo
  let writer: SiteWriter

  /// Appends a site for each call that may have allocated what the function hands on.
  func write(to tables: inout SiteTables) {
    let functions = context.declarations.functions.filter { context.signatures[$0.key] == nil }
    guard !functions.isEmpty else { return }
    for symbol in module.symbols where symbol.kind == .function && !symbol.isUndefined {
      guard let declared = functions[symbol.address.raw], symbol.size > 0,
        symbol.size <= UInt64(Self.sizeLimit), let site = declared.lazy.compactMap(Self.site).first
      else { continue }
      write(symbol, site, to: &tables)
    }
  }

  /// An allocator is no larger than this, in bytes.
  private static let sizeLimit = 1 << 16

  /// What the sites of such a function have in common; nil when it hands nothing on.
  private static func site(_ declaration: AllocatorDeclaration) -> AllocationSite? {
    var site = AllocationSite(returnAddress: 0)
    site.function = declaration.function?.name ?? []
    switch declaration.kind {
    case .wrapper: site.flags = .returns
    case .header(_, let bytes):
      site.flags = .returns
      site.leaveOffset = bytes
    case .outParameter: site.flags = .outParameter
    case .arena(let function): site.candidates = [.arena(function.name)]
    case .select, .type, .free: return nil
    }
    return site
  }

  private func write(
    _ symbol: ElfSymbol, _ common: AllocationSite, to tables: inout SiteTables
  ) {
    let range = symbol.address.raw..<(symbol.address.raw &+ symbol.size)
    guard range.lowerBound < range.upperBound,
      let code = FunctionCode(ranges: [range], image: context.image)
    else { return }
    let calls = code.instructions.filter { UInt32($0.operation) == SCRY_OP_CALL.rawValue }
    let certain = calls.filter { isAllocation($0) }
    for call in certain.isEmpty ? calls : certain {
      var site = common
      site.returnAddress = call.address &+ UInt64(call.length)
      guard let frame = writer.wrapperFrame(at: site.returnAddress) else { continue }
      tables.sites.append(site)
      tables.wrappers.append(frame)
    }
  }

  private func isAllocation(_ call: scry_instruction) -> Bool {
    guard call.target != 0 else { return false }
    switch context.knownFunction(context.callee(at: call.target))?.effect {
    case .allocates, .allocatesThrough: return true
    default: return false
    }
  }
}
