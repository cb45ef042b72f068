// Which activation of a stack an address lies in.

import Primitives
import TargetMemory

/// The parts of the activations of one stack, by address.
struct StackMap: Sendable {
  /// By rising address.
  private let parts: [Part]

  private struct Part: Sendable {
    let range: AddressRange
    /// Of the activation's last frame: the function that others are inlined into.
    let frame: Int
  }

  init(_ frames: [Frame], mappings: [Mapping]) {
    let extents = frames.indices.lazy.filter {
      !frames[$0].isInlined && frames[$0].physical.origin != .tailCall
    }.map { index in
      Part(range: Self.extent(of: index, in: frames, mappings), frame: index)
    }
    parts = extents.filter { !$0.range.isEmpty }.sorted {
      ($0.range.start, $0.frame) < ($1.range.start, $1.frame)
    }
  }

  /// The index of the last frame of the activation that holds an address.
  func activation(containing address: Address) -> Int? {
    let after = parts.partitioningIndex { $0.range.start > address }
    // Only a signal's frame, which takes all of a stack of its own, can lie around others: they come first.
    return parts[..<after].last { $0.range.contains(address) }?.frame
  }

  /// From an activation's stack pointer to that of its caller. A signal handler may have a stack of its own: then the kernel's
  /// frame ends with that.
  private static func extent(
    of index: Int, in frames: [Frame], _ mappings: [Mapping]
  ) -> AddressRange {
    let frame = frames[index].physical
    guard let low = frame.registers.stackPointer else { return AddressRange(Address(0), size: 0) }
    let next = index + 1 < frames.count ? frames[index + 1].physical : nil
    let high = frame.frameAddress ?? next?.registers.stackPointer ?? low
    if high > low, mappings.areOneMapping(low, high - 1) { return AddressRange(low, high) }
    guard frame.isSignalFrame, let mapping = mappings.containing(low) else {
      return AddressRange(low, size: 0)
    }
    return AddressRange(low, mapping.range.end)
  }
}

extension [Mapping] {
  /// Whether two addresses lie in one mapping.
  func areOneMapping(_ a: Address, _ b: Address) -> Bool {
    containing(a)?.range.contains(b) ?? false
  }
}
