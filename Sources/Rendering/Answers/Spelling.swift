// The words of the enumerations that both lines and JSON use; JSON.md lists them.

import AllocationSites
import Inspection
import Primitives

extension Allocator {
  /// `static`, `stack`, `malloc`, `mmap`, `code`, `vdso`, a pool's own name, or `none`.
  public var spelling: [UInt8] {
    switch self {
    case .static: Array("static".utf8)
    case .code: Array("code".utf8)
    case .stack: Array("stack".utf8)
    case .malloc: Array("malloc".utf8)
    case .mmap: Array("mmap".utf8)
    case .vdso: Array("vdso".utf8)
    case .pool(let name): name
    case .none: Array("none".utf8)
    }
  }
}

extension AllocationState {
  /// `live`, `freed`, `free` or `unknown`; what changes while we look is unknown, and its note says so.
  public var spelling: String {
    switch self {
    case .live: "live"
    case .freed: "freed"
    case .free: "free"
    case .changing, .unknown: "unknown"
    }
  }

  var style: Style {
    switch self {
    case .live: .live
    case .freed, .free: .freed
    case .changing, .unknown: .note
    }
  }
}

extension Evidence {
  /// `declared`, `site`, `vtable`, `inferred`, `foreign` or `none`.
  public var spelling: String {
    switch self {
    case .declared: "declared"
    case .frame: "frame"
    case .site: "site"
    case .vtable: "vtable"
    case .inferred: "inferred"
    case .foreign: "foreign"
    case .none: "none"
    }
  }
}

extension Fit {
  /// `exact`, `prefix`, `bytes`, `ambiguous` or `provisional`.
  public var spelling: String {
    switch self {
    case .exact: "exact"
    case .prefix: "prefix"
    case .bytes: "bytes"
    case .ambiguous: "ambiguous"
    case .provisional: "provisional"
    }
  }
}

extension SymbolKind {
  /// A word for what the symbol names.
  var spelling: String {
    switch self {
    case .function: "function"
    case .variable: "variable"
    case .threadLocal: "thread-local variable"
    case .vtable: "vtable"
    case .pltEntry: "linkage table entry"
    case .gotSlot: "offset table slot"
    case .stringLiteral: "string literal"
    case .section: "section"
    case .segment: "segment"
    }
  }
}
