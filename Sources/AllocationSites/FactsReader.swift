// The facts of one function, out of its DWARF.

import DebugInfo
import Primitives
import TypeModel

/// Turns DWARF's functions into what the interpretation uses.
struct FactsReader: Sendable {
  let types: TypeTable
  let typeIndex: @Sendable (Die.Key) -> UInt32?
  let frames: CallFrameInfo
  private let signatures: SignatureReader

  init(types: TypeTable, frames: CallFrameInfo, typeIndex: @escaping @Sendable (Die.Key) -> UInt32?)
  {
    self.types = types
    self.frames = frames
    self.typeIndex = typeIndex
    signatures = SignatureReader(types: types, typeIndex: typeIndex)
  }

  /// What callers see of a function.
  func signature(of function: DwarfFunction) -> Signature {
    signatures.signature(
      of: function, name: Array(function.name), registers: entryRegisters(function))
  }

  /// The registers in which parameters are at the entry, as far as location lists say so.
  private func entryRegisters(_ function: DwarfFunction) -> [Int: UInt8] {
    guard let entry = function.entry else { return [:] }
    let parameters = function.scopes.first?.variables.filter(\.isParameter) ?? []
    var registers: [Int: UInt8] = [:]
    for (number, parameter) in parameters.enumerated() {
      guard let value = parameter.location else { continue }
      let atEntry = parameter.die.unit.locations(value).first {
        $0.range?.contains(entry) ?? true
      }
      guard let pieces = atEntry?.expression.pieces, let piece = pieces.first,
        case .register(let register) = piece.location
      else { continue }
      registers[number] = UInt8(clamping: register)
    }
    return registers
  }

  /// Everything that the interpretation wants to know.
  func facts(of function: DwarfFunction, signature: Signature) -> FunctionFacts {
    let resolver = LocationResolver(function, frames: frames)
    var facts = FunctionFacts(
      ranges: function.ranges.map { $0.start.raw..<$0.end.raw }, signature: signature)
    facts.anchors = { resolver.anchors(at: $0) }
    var inlinedOfScope: [Int?] = []
    for scope in function.scopes {
      let ranges = scope.ranges.map { $0.start.raw..<$0.end.raw }
      var inlined = scope.parent.flatMap { inlinedOfScope[$0] }
      if case .inlined(let call) = scope.kind {
        inlined = facts.inlined.count
        facts.inlined.append(self.inlined(call, ranges: ranges))
      }
      inlinedOfScope.append(inlined)
      for variable in scope.variables where !variable.isDeclaration {
        let isThis = variable.isArtificial && variable.isParameter && variable.name == "this"
        let owner = inlined.map { facts.inlined[$0].isConstructor } ?? signature.isConstructor
        add(
          variable, inlined: inlined, isConstructorThis: isThis && owner, ranges: ranges,
          resolver, to: &facts)
      }
    }
    addDeclaredTypes(function, to: &facts)
    return facts
  }

  private func inlined(_ call: InlinedCall, ranges: [Range<UInt64>]) -> InlinedFunction {
    var result = InlinedFunction(ranges: ranges, origin: call.origin, call: call.position)
    guard let origin = call.origin else { return result }
    result.isConstructor = SignatureReader.isConstructor(origin)
    if SignatureReader.isAllocatorTemplate(origin, call.name) {
      result.allocated = signatures.index(origin.inheritedReference(.type))
    }
    result.created = signatures.created(by: origin, named: call.name)
    return result
  }

  private func add(
    _ variable: FunctionVariable, inlined: Int?, isConstructorThis: Bool,
    ranges: [Range<UInt64>], _ resolver: LocationResolver, to facts: inout FunctionFacts
  ) {
    guard variable.location != nil, let type = signatures.index(variable.type),
      let concrete = types.type(type)?.concrete, mayHoldPointer(concrete)
    else { return }
    let size = Int64(clamping: concrete.size ?? 8)
    let places = resolver.places(of: variable, size: size, scope: ranges)
    guard !places.isEmpty else { return }
    facts.variables.append(
      LocatedVariable(
        name: Array(variable.name), type: concrete.index, inlined: inlined,
        isConstructorThis: isConstructorThis, places: places))
  }

  /// Variables of other types can hold no pointer, and are left out.
  private func mayHoldPointer(_ type: UniqType) -> Bool {
    switch type.kind {
    case .pointer, .reference, .rvalueReference, .structure, .class, .union, .array: return true
    default: return false
    }
  }

  /// `DW_AT_LLVM_alloc_type` of call sites: the compiler's word (LLVM's `heapallocsite` metadata).
  private func addDeclaredTypes(_ function: DwarfFunction, to facts: inout FunctionFacts) {
    for call in function.calls {
      guard let address = call.returnAddress,
        let type = signatures.index(call.die.reference(Self.llvmAllocationType)),
        let concrete = types.type(type)?.concrete
      else { continue }
      facts.declaredTypes[address.raw] = concrete.index
    }
  }

  /// `DW_AT_LLVM_alloc_type` (LLVM, `Dwarf.def`).
  private static let llvmAllocationType = DwarfAttribute(rawValue: 0x3e0e)
}
