// What lies at an address, as much of it as showing a pointer needs.

import Primitives
import TypeModel

extension InspectorScope {
  public func pointee(at address: Address) -> Pointee { Pointee(inspector.classify(address)) }
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
    subobject = Self.subobject(answer)
    if let symbol = answer.symbol {
      self.symbol = symbol.name
      symbolOffset = symbol.offset
    }
  }

  /// The outermost part that begins at the address.
  private static func subobject(_ answer: Classification) -> UniqType? {
    guard let object = answer.object, let part = answer.part, answer.address > object.start else {
      return nil
    }
    let offset = answer.address - object.start
    return part.reading.steps.first { $0.offset == offset }?.type
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
