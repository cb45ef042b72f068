// Smart pointers: what they own, and how many own it.

import Primitives
import TypeModel

extension ContainerDecoder {
  func uniquePointer() throws(ContainerProblem) -> ContainerContents {
    ContainerContents(.value(try ownedPointer().value))
  }

  /// The pointer in a `unique_ptr`: the first element of a tuple of it and its deleter.
  private func ownedPointer() throws(ContainerProblem) -> ContainerObject {
    var inner = try object.member("_M_t")
    // Since gcc 9 a class of its own stands around the tuple (`bits/unique_ptr.h`).
    if inner.template?.stem != "std::tuple" { inner = try inner.member("_M_t") }
    guard let pointer = try TupleElements.of(inner).first else { throw .missingMember("_M_t") }
    return pointer
  }

  /// `shared_ptr`: the object and the control block that counts its owners (`bits/shared_ptr_base.h`).
  func sharedPointer() throws(ContainerProblem) -> ContainerContents {
    let pointer = try object.member("_M_ptr")
    guard let counts = try counts() else { return ContainerContents(.value(pointer.value)) }
    guard counts.uses > 0 else { throw .tooFew(found: 0, of: 1) }
    return ContainerContents(facts: counts.facts, .value(pointer.value))
  }

  func weakPointer() throws(ContainerProblem) -> ContainerContents {
    let pointer = try object.member("_M_ptr")
    guard let counts = try counts() else { return ContainerContents(.nothing) }
    guard counts.uses > 0 else {
      return ContainerContents(facts: [.expired, .weakCount(counts.watchers)], .nothing)
    }
    return ContainerContents(facts: counts.facts, .value(pointer.value))
  }

  private struct Counts {
    var uses: UInt64
    var watchers: UInt64
    var facts: [ContainerFact] { [.useCount(uses), .weakCount(watchers)] }
  }

  /// nil without a control block. All owners together hold one of the weak counts.
  private func counts() throws(ContainerProblem) -> Counts? {
    let block = try object.member("_M_refcount._M_pi")
    let address = try block.pointer()
    guard address.raw != 0 else { return nil }
    let pointee = scope.pointee(at: address)
    if pointee.state == .freed || pointee.state == .free { throw .freed(address) }
    let control = try block.dereferenced()
    let uses = try control.member("_M_use_count").unsigned()
    let weak = try control.member("_M_weak_count").unsigned()
    guard uses <= UInt64(Int32.max), weak <= UInt64(Int32.max), weak >= (uses > 0 ? 1 : 0) else {
      throw .beyondCapacity(count: max(uses, weak), capacity: UInt64(Int32.max))
    }
    return Counts(uses: uses, watchers: uses > 0 ? weak - 1 : weak)
  }
}

/// The elements of a tuple. Each stands in a base class of its own, the last in front (`std/tuple`).
enum TupleElements {
  /// Tuples longer than this are not taken apart.
  private static let maximum = 256

  /// The elements in their order.
  static func of(_ tuple: ContainerObject) throws(ContainerProblem) -> [ContainerObject] {
    var elements: [ContainerObject] = []
    var level = tuple.bases.first { $0.template?.stem == "std::_Tuple_impl" }
    while let implementation = level, elements.count < maximum {
      let bases = implementation.bases
      guard let head = bases.first(where: { $0.template?.stem == "std::_Head_base" }) else { break }
      // An empty class may be a base itself.
      guard let element = (try? head.member("_M_head_impl")) ?? head.bases.first else {
        throw .missingMember("_M_head_impl")
      }
      elements.append(element)
      level = bases.first { $0.template?.stem == "std::_Tuple_impl" }
    }
    return elements
  }
}
