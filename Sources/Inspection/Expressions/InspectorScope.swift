// The inspector as the scope of expressions: names of all modules, memory, and what pointers point at.

import AgentLayout
import DebugInfo
import Metadata
import Primitives
import TargetMemory
import TypeModel

/// Names and memory of one target, for expressions and views.
///
/// Memory is cached by pages, so that showing a tree reads each page once: make a scope for every answer.
public struct InspectorScope: ExpressionScope, Sendable {
  let inspector: Inspector
  public let memory: any MemoryReader
  private let sites: SiteResolver
  private let modules: [Module]
  /// The variables of the frame that expressions are meant for; nil for none.
  public var locals: FrameLocals?

  /// A scope over the inspector's present view of its target.
  public init(_ inspector: Inspector) {
    self.init(inspector, memory: PageCache(inspector.target))
  }

  /// The same over memory of another moment.
  init(_ inspector: Inspector, memory: any MemoryReader) {
    self.inspector = inspector
    self.memory = memory
    sites = inspector.view.sites
    // The program's own names come first, as the dynamic linker has it.
    let all = inspector.modules
    modules = all.filter(\.isExecutable) + all.filter { !$0.isExecutable }
  }

  /// Put together when a name is looked for: that takes the tables of all modules.
  public var universe: TypeUniverse { sites.universe }

  // MARK: Variables and functions

  public func local(named name: [UInt8]) -> FrameVariable? { locals?.variable(named: name) }

  public func variables(named name: QualifiedName) -> [ScopeVariable] {
    var result: [ScopeVariable] = []
    for (module, name) in places(of: name.demangled) {
      guard let metadata = module.metadata else { continue }
      for variable in metadata.statics where !variable.isVTable && name.matches(variable) {
        result.append(scopeVariable(variable, in: module))
      }
    }
    return result
  }

  private func scopeVariable(_ variable: StaticVariable, in module: Module) -> ScopeVariable {
    var address: Address? = module.inProcess(variable.address)
    if variable.isThreadLocal {
      let offset = variable.address.raw
      address =
        inspector.threads.lazy.compactMap {
          inspector.threadLocal(offset: offset, of: module, thread: $0.tid)
        }.first
    }
    let type = variable.type ?? inspector.view.modules.typeOfCopy(variable, in: module)
    return ScopeVariable(
      address: address, type: type, qualifiedName: Self.choice(variable, in: module),
      isInExecutable: module.isExecutable, isLocal: variable.isLocal,
      isThreadLocal: variable.isThreadLocal)
  }

  /// How to name this variable and no other.
  private static func choice(_ variable: StaticVariable, in module: Module) -> [UInt8] {
    let colons = Array("::".utf8)
    if variable.isLocal { return variable.function + colons + variable.name }
    let file = variable.file.baseName
    return (file.isEmpty ? module.name : file) + colons + variable.name
  }

  public func functions(named name: QualifiedName) -> [ScopeFunction] {
    var result: [ScopeFunction] = []
    for (module, name) in places(of: name) where name.file == nil {
      for function in module.metadata?.functions(named: name.spelling) ?? [] where !function.isPart
      {
        result.append(
          ScopeFunction(
            address: module.inProcess(function.range.start), type: function.type,
            qualifiedName: function.name, isInExecutable: module.isExecutable))
      }
    }
    return result
  }

  /// What a name can mean in each module: a component in front may be the module's name or a source file's.
  private func places(of name: QualifiedName) -> [(module: Module, name: NameInModule)] {
    modules.flatMap { module in
      var readings = [NameInModule(components: name.components)]
      if name.components.count > 1, let first = name.components.first {
        let rest = Array(name.components.dropFirst())
        if Self.isNamed(module, first) {
          readings = [NameInModule(components: rest)]
        } else if ExpressionLexer.isSourceFile(String(decoding: first, as: UTF8.self)) {
          readings = [NameInModule(components: rest, file: first)]
        }
      }
      return readings.map { (module, $0) }
    }
  }

  /// `libm.so.6`, `/lib/…/libm.so.6` and `libm` all name a module.
  private static func isNamed(_ module: Module, _ text: [UInt8]) -> Bool {
    let name = module.name
    if text == name || text == module.path { return true }
    let suffix = Array(".so".utf8)
    return name.starts(with: text + suffix)
  }

  // MARK: Types and enumerators

  public func isTypeName(_ name: QualifiedName) -> Bool {
    !types(named: name, tag: nil).isEmpty
  }

  public func types(named name: QualifiedName, tag: TypeName.Tag?) -> [UniqType] {
    var fallback: [UniqType] = []
    var found: [UniqType] = []
    var digests: Set<UInt64> = []
    for (module, name) in places(of: name) {
      // The program's own types hide those of libraries, whose internals often have the same names.
      if !module.isExecutable, found.contains(where: { $0.table === modules.first?.table }) {
        break
      }
      guard let table = module.table else { continue }
      let fitting =
        (table.types(named: name.spelling) + Self.templates(named: name.spelling, table))
        .filter { $0.isNamed(with: tag) && name.matches(fileOf: $0) }
      found += fitting.filter { !$0.concrete.isIncomplete && digests.insert($0.digest).inserted }
      fallback += fitting
    }
    return found.isEmpty ? Array(fallback.prefix(1)) : found
  }

  /// Templates may be written with other blanks than the compiler's: `map<int,int>`.
  private static func templates(named name: [UInt8], _ table: TypeTable) -> [UniqType] {
    guard let open = name.firstIndex(of: UInt8(ascii: "<")) else { return [] }
    let wanted = name.filter { $0 != 0x20 }
    let stem = name[..<open]
    return (0..<table.typeCount).compactMap { index in
      guard let record: scry_meta_type = table.entry(SCRY_META_TYPES, index),
        table.string(record.name).starts(with: stem), let type = table.type(UInt32(index)),
        type.name != name, type.name.filter({ $0 != 0x20 }) == wanted
      else { return nil }
      return type
    }
  }

  public func origin(of type: UniqType) -> [UInt8] {
    let module = modules.first { $0.table === type.table }?.name ?? []
    let file = type.sourceFile.baseName
    return file.isEmpty ? module : file + Array(" of ".utf8) + module
  }

  public func enumerators(named name: QualifiedName) -> [(type: UniqType, value: Int64)] {
    guard let last = name.components.last else { return [] }
    let scope = QualifiedName(components: Array(name.components.dropLast())).spelling
    for table in universe.tables {
      for index in 0..<table.typeCount {
        guard let record: scry_meta_type = table.entry(SCRY_META_TYPES, index),
          record.kind == UInt8(SCRY_KIND_ENUM.rawValue), let type = table.type(UInt32(index)),
          scope.isEmpty || type.isEnum(inScope: scope),
          let found = type.enumerators.first(where: { $0.name == last })
        else { continue }
        return [(type, found.value)]
      }
    }
    return []
  }
}

/// A name with what has been understood of its qualification taken off.
private struct NameInModule {
  var components: [[UInt8]]
  var file: [UInt8]?

  var spelling: [UInt8] { QualifiedName(components: components).spelling }

  /// Whether a variable is meant: by its qualified name, or as a static local of a function.
  func matches(_ variable: StaticVariable) -> Bool {
    guard file == nil || variable.file.hasPathSuffix(file ?? []) else { return false }
    let name = variable.name
    if name == spelling { return true }
    guard variable.isLocal, components.count > 1, name == components.last else { return false }
    let function = QualifiedName(components: components.dropLast()).spelling
    return variable.function == function
  }
}

extension NameInModule {
  func matches(fileOf type: UniqType) -> Bool {
    file.map { type.sourceFile.hasPathSuffix($0) } ?? true
  }
}

extension UniqType {
  /// The source file that declares it; empty when unknown.
  fileprivate var sourceFile: [UInt8] {
    let name: UInt32? = table.entry(SCRY_META_FILES, Int(record.file))
    return name.map { Array(table.string($0)) } ?? []
  }
}

extension [UInt8] {
  /// What follows the last slash.
  fileprivate var baseName: [UInt8] {
    Array(self[((lastIndex(of: UInt8(ascii: "/")) ?? -1) + 1)...])
  }

  /// Whether these are the last components of a path.
  fileprivate func hasPathSuffix(_ suffix: [UInt8]) -> Bool {
    self == suffix || reversed().starts(with: ([UInt8(ascii: "/")] + suffix).reversed())
  }
}

extension UniqType {
  /// Without a tag, C's structs, unions and enums cannot be named; C++'s can.
  fileprivate func isNamed(with tag: TypeName.Tag?) -> Bool {
    switch tag {
    case .structure?, .class?: kind == .structure || kind == .class
    case .union?: kind == .union
    case .enumeration?: kind == .enumeration
    case nil:
      kind == .typedef || kind == .base || kind == .unspecified
        || record.language != UInt8(SCRY_LANGUAGE_C.rawValue)
    }
  }

  /// Whether the enumerators of this enum can be named behind `scope::`: its own name, or its namespace's.
  fileprivate func isEnum(inScope scope: [UInt8]) -> Bool {
    let name = name
    let colons = Array("::".utf8)
    if name == scope { return true }
    guard name.starts(with: scope + colons) else { return false }
    return !name.dropFirst(scope.count + 2).contains(UInt8(ascii: ":"))
  }
}

extension QualifiedName {
  /// Tables have variables by their demangled names; a person may have copied a symbol's.
  fileprivate var demangled: QualifiedName {
    guard let last = components.last, let name = DemangledName.of(last) else { return self }
    var result = self
    result.components[components.count - 1] = name
    return result
  }
}
