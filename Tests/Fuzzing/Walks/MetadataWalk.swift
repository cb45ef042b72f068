// Reads everything that a uniqtype file says.

import Metadata
import Primitives
import TypeModel

/// Looks at everything that a uniqtype file says.
public struct MetadataWalk {
  private let metadata: ModuleMetadata

  public init(_ metadata: ModuleMetadata) { self.metadata = metadata }

  /// Counts the bytes and entries met; the number only keeps the work from being left out.
  public func run() -> Int {
    types() + variables() + code()
  }

  private func types() -> Int {
    (0..<min(metadata.table.typeCount, 3000)).reduce(0) { sum, index in
      guard let type = metadata.table.type(UInt32(index)) else { return sum }
      let parts = type.members.prefix(100).reduce(0) {
        $0 + $1.name.count + ($1.type?.spelling.count ?? 0)
      }
      let readings = [0, 1, 8, 24, 1000].reduce(0) {
        $0 + ObjectShape(type, blockSize: 48).readings(at: $1).all.count
      }
      let values = type.enumerators.prefix(100).reduce(0) { $0 + $1.name.count }
      return sum + type.spelling.count + type.concreteSpelling.count + parts + readings + values
    }
  }

  private func variables() -> Int {
    metadata.statics.prefix(2000).reduce(0) { sum, variable in
      let found = metadata.statics(containing: variable.address).count
      let local = metadata.threadLocal(containing: variable.address.raw)?.name.count ?? 0
      return sum + variable.name.count + variable.file.count + (variable.type?.spelling.count ?? 0)
        + found + local
    }
  }

  private func code() -> Int {
    let image = metadata.image
    let step = max(1, (image.end.raw &- image.start.raw) / 500)
    return (0..<500).reduce(0) { sum, index in
      let address = Address(image.start.raw &+ UInt64(index) &* step)
      let site = metadata.site(returningTo: address)?.candidates.count ?? 0
      let frame = metadata.wrapper(returningTo: address) == nil ? 0 : 1
      let line = metadata.line(at: address) == nil ? 0 : 1
      return sum + site + frame + line + (metadata.function(containing: address) == nil ? 0 : 1)
    }
  }
}
