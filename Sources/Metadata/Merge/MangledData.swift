// Names of what a C++ compiler makes beside a class: vtables, construction tables, type information.

import DebugInfo

/// A special name of the Itanium C++ ABI (§5.1.4) and the class that it belongs to.
struct MangledData {
  enum Kind {
    case vtable, constructionTable, typeInfo, typeName, guardVariable

    /// What demanglers write before the subject.
    var phrase: String {
      switch self {
      case .vtable: "vtable for "
      case .constructionTable: "VTT for "
      case .typeInfo: "typeinfo for "
      case .typeName: "typeinfo name for "
      case .guardVariable: "guard variable for "
      }
    }
  }

  let kind: Kind
  /// The demangled name of the class or variable.
  let subject: [UInt8]

  /// The vtable of a class whose name is known.
  init(vtableOf name: [UInt8]) {
    kind = .vtable
    subject = name
  }

  private static let prefixes: [(String, Kind)] = [
    ("_ZTV", .vtable), ("_ZTT", .constructionTable), ("_ZTI", .typeInfo), ("_ZTS", .typeName),
    ("_ZGV", .guardVariable),
  ]

  /// Nil for other symbols and for subjects that are not understood.
  init?(_ symbol: ByteString) {
    guard let (prefix, kind) = Self.prefixes.first(where: { symbol.starts(with: $0.0.utf8) }),
      let subject = Demangler.name(symbol.dropFirst(prefix.utf8.count))
    else { return nil }
    self.kind = kind
    self.subject = subject
  }
}
