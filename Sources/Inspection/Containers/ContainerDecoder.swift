// Recognises the containers of libstdc++ by their classes' names and decodes them by their members' names.

import Primitives
import TypeModel

/// Decodes one container. Members are those of libstdc++ from gcc 5 to 15 (`bits/stl_vector.h` and its neighbours);
/// what they hold may be garbage and is checked.
struct ContainerDecoder {
  let object: ContainerObject
  let template: TemplateName
  let types: ContainerTypes
  /// Elements in places of their own are looked up so far.
  let limit: Int

  var scope: any ExpressionScope { object.scope }

  /// What a container holds.
  static func contents(
    of object: ContainerObject, limit: Int
  ) throws(ContainerProblem) -> ContainerContents {
    let type = object.definition
    let name = type.name
    let template = TemplateName(name) ?? TemplateName(withoutArguments: name)
    guard !ContainerFamily.isForeign(name), let family = ContainerFamily.named[template.stem] else {
      throw .unknownLibrary
    }
    let types = ContainerTypes(scope: object.scope, table: type.table)
    return try ContainerDecoder(object: object, template: template, types: types, limit: limit)
      .contents(family)
  }

  private func contents(_ family: ContainerFamily) throws(ContainerProblem) -> ContainerContents {
    switch family {
    case .string: try string()
    case .stringView: try stringView()
    case .vector: try vector()
    case .array: try array()
    case .span: try span()
    case .deque: try deque()
    case .bitset: try bitset()
    case .initializerList: try initializerList()
    case .list: try list()
    case .forwardList: try forwardList()
    case .tree: try tree(isMap: false)
    case .treeMap: try tree(isMap: true)
    case .hashTable: try hashTable(isMap: false)
    case .hashMap: try hashTable(isMap: true)
    case .adaptor: try adapted()
    case .uniquePointer: try uniquePointer()
    case .sharedPointer: try sharedPointer()
    case .weakPointer: try weakPointer()
    case .optional: try optional()
    case .variant: try variant()
    case .any: try any()
    case .function: try function()
    case .tuple: try tuple()
    case .pair: try pair()
    case .atomic: try atomic()
    case .duration: try duration()
    case .single(let member): try single(member)
    }
  }

  /// What the container inside of an adaptor holds, which is no adaptor.
  private func adapted() throws(ContainerProblem) -> ContainerContents {
    let inner = try object.member("c")
    if case .adaptor? = ContainerFamily.name(of: inner.definition)
      .flatMap({ ContainerFamily.named[$0] })
    {
      throw .missingMember("c")
    }
    return try Self.contents(of: inner, limit: limit)
  }

  // MARK: Checks

  /// Checks that a range of memory can hold elements: readable at both ends, and all in one living block.
  func check(_ start: Address, bytes: UInt64) throws(ContainerProblem) {
    guard bytes > 0 else { return }
    let (last, overflow) = start.raw.addingReportingOverflow(bytes - 1)
    guard !overflow else { throw .endBeforeStart }
    for address in [start, Address(last)] where scope.bytes(at: address, count: 1) == nil {
      throw .unreadable(address)
    }
    let pointee = scope.pointee(at: start)
    switch pointee.state {
    case .freed, .free: throw .freed(start)
    case .unmapped: throw .unreadable(start)
    case .live, .code, .unknown: break
    }
    guard pointee.state == .live, let base = pointee.base, let size = pointee.size, base <= start
    else { return }
    if last - base.raw >= size { throw .beyondBlock(base + size) }
  }
}

extension TemplateName {
  /// A class that is no template's instance: `std::any`.
  init(withoutArguments name: [UInt8]) {
    stem = Self.plain(name)
    arguments = []
  }
}
