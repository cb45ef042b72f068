// Addresses to come back to, each with the life of the object that was there.

import AgentIndex
import Inspection
import Primitives
import Rendering

/// A marked address.
public struct Bookmark: Sendable {
  public let address: Address
  /// What it was when it was marked.
  public let description: StyledText
  /// The life of the block; nil for what has no generations.
  public let handle: BlockHandle?
}

/// The marked addresses, by their marking.
public struct Bookmarks: Sendable {
  public private(set) var all: [Bookmark] = []

  /// Marks an address, or marks it again.
  mutating func add(_ bookmark: Bookmark) {
    all.removeAll { $0.address == bookmark.address }
    all.append(bookmark)
  }

  mutating func remove(at index: Int) {
    if all.indices.contains(index) { all.remove(at: index) }
  }
}

extension Bookmark {
  /// Marks what lies at an address now.
  init(_ address: Address, _ description: StyledText, in inspector: Inspector) {
    var handle: BlockHandle?
    if let index = try? inspector.agent.get(),
      case .live(let block)? = try? index.block(at: address)
    {
      handle = try? index.handle(of: block)
    }
    self.init(address: address, description: description, handle: handle)
  }

  /// Why it must not be followed any more; nil when it may.
  func staleness(in inspector: Inspector) -> String? {
    guard let handle, let index = try? inspector.agent.get() else { return nil }
    switch try? index.check(handle) {
    case .freed: return "it was freed since"
    case .replaced: return "another object has taken its place"
    case .same, .unknown, nil: return nil
    }
  }
}
