// Which classes of the library are containers, and which of them are built alike.

import TypeModel

/// Classes that are decoded the same way.
enum ContainerFamily {
  case string, stringView, vector, array, span, deque, bitset, initializerList
  case list, forwardList, tree, treeMap, hashTable, hashMap, adaptor
  case uniquePointer, sharedPointer, weakPointer
  case optional, variant, any, function, tuple, pair, atomic, duration
  /// A wrapper of the one member of that name.
  case single(String)

  /// By the template's name without inline namespaces.
  static let named: [String: ContainerFamily] = [
    "std::basic_string": .string,
    "std::basic_string_view": .stringView,
    "std::vector": .vector,
    "std::array": .array,
    "std::span": .span,
    "std::deque": .deque,
    "std::bitset": .bitset,
    "std::initializer_list": .initializerList,
    "std::list": .list,
    "std::forward_list": .forwardList,
    "std::map": .treeMap,
    "std::multimap": .treeMap,
    "std::set": .tree,
    "std::multiset": .tree,
    "std::unordered_map": .hashMap,
    "std::unordered_multimap": .hashMap,
    "std::unordered_set": .hashTable,
    "std::unordered_multiset": .hashTable,
    "std::stack": .adaptor,
    "std::queue": .adaptor,
    "std::priority_queue": .adaptor,
    "std::unique_ptr": .uniquePointer,
    "std::shared_ptr": .sharedPointer,
    "std::weak_ptr": .weakPointer,
    "std::optional": .optional,
    "std::variant": .variant,
    "std::any": .any,
    "std::function": .function,
    "std::tuple": .tuple,
    "std::pair": .pair,
    "std::atomic": .atomic,
    "std::complex": .single("_M_value"),
    "std::reference_wrapper": .single("_M_data"),
    "std::chrono::duration": .duration,
    "std::chrono::time_point": .single("__d"),
  ]

  /// Whether it is shown as the bare value that it wraps.
  static func isTransparent(_ name: String) -> Bool {
    ["std::atomic", "std::complex", "std::chrono::time_point"].contains(name)
  }

  /// Whether a class is of LLVM's libc++, which puts all that it has into an inline namespace of its own.
  static func isForeign(_ name: [UInt8]) -> Bool {
    ["std::__1::", "std::__2::", "std::__ndk1::"].contains { name.starts(with: $0.utf8) }
  }

  /// The name under which a class is shown: the template's, without inline namespaces. nil for all other types.
  static func name(of type: UniqType) -> String? {
    guard type.isRecord else { return nil }
    let name = type.name
    guard name.starts(with: "std::".utf8) else { return nil }
    let stem = TemplateName(name)?.stem ?? TemplateName.plain(name)
    return named[stem] != nil || isForeign(name) ? stem : nil
  }
}
