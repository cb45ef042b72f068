// Scopes for tests of expressions that need no process.

import Inspection
import Primitives
import TargetMemory
import TypeModel

/// A process without names and memory.
struct EmptyScope: ExpressionScope, MemoryReader {
  var typeNames: Set<String> = []

  var memory: any MemoryReader { self }
  var universe: TypeUniverse { TypeUniverse([]) }

  func readPrefix(
    at address: Address, into buffer: UnsafeMutableRawBufferPointer
  ) throws(ReadError) -> Int {
    throw .unmapped(address)
  }

  func isTypeName(_ name: QualifiedName) -> Bool {
    typeNames.contains(String(decoding: name.spelling, as: UTF8.self))
  }

  func variables(named name: QualifiedName) -> [ScopeVariable] { [] }
  func functions(named name: QualifiedName) -> [ScopeFunction] { [] }
  func types(named name: QualifiedName, tag: TypeName.Tag?) -> [UniqType] { [] }
  func enumerators(named name: QualifiedName) -> [(type: UniqType, value: Int64)] { [] }
  func origin(of type: UniqType) -> [UInt8] { [] }
  func pointee(at address: Address) -> Pointee { Pointee(.unmapped) }
}
