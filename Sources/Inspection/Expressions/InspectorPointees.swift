// What lies at an address, as much of it as showing a pointer needs.

import Primitives
import TypeModel

extension InspectorScope {
  public func pointee(at address: Address) -> Pointee {
    Pointee(inspector.classifyWithoutFrames(address))
  }
}

extension Pointee {
  /// The part of a classification that a pointer shows.
  public init(_ answer: Classification) {
    self.init(State(answer))
    allocator = answer.allocator
    base = answer.object?.start ?? answer.allocation?.start
    size = answer.object?.shape.size ?? answer.allocation?.size
    object = answer.object?.shape
    offset = base.map { answer.address - $0 }
    path = answer.part?.path ?? []
    subobjects = Self.subobjects(answer)
    if let symbol = answer.symbol {
      self.symbol = symbol.name
      symbolOffset = symbol.offset
    }
  }

  private static func subobjects(_ answer: Classification) -> [Subobject] {
    guard let object = answer.object, let part = answer.part, answer.address > object.start else {
      return []
    }
    let offset = answer.address - object.start
    return part.reading.steps.enumerated().compactMap { index, step in
      guard step.offset == offset, let type = step.type else { return nil }
      return Subobject(path: part.reading.path(ofSteps: index + 1), type: type)
    }
  }

  /// Names the part that a pointer to `type` means, rather than the first scalar in it.
  mutating func nameSubobject(of type: ExpressionType) {
    guard case .record(let record) = type.shape else { return }
    let wanted = record.concrete.digest
    let meant = subobjects.first { part in
      let type = part.type.concrete
      return type.digest == wanted || type.storedType?.concrete.digest == wanted
    }
    if let meant { path = meant.path }
  }
}

extension Pointee.State {
  init(_ answer: Classification) {
    switch (answer.region, answer.allocator, answer.state) {
    case (nil, _, _): self = .unmapped
    case (_, .code, _), (_, .vdso, _): self = .code
    case (_, _, .freed): self = .freed
    case (_, _, .free): self = .free
    case (_, .none, _): self = .unknown
    case (_, _, .live), (_, .static, _), (_, .stack, _): self = .live
    default: self = .unknown
    }
  }
}
