// The exception of C++ that ended a program, out of the C++ library's record of the thread.

import DebugInfo
import Primitives
import TargetMemory

/// Looks for what `std::terminate` was called for.
///
/// A thread's `__cxa_eh_globals` point to the exception that is being handled (Itanium C++ ABI, Exception Handling, 2.2.2). They are
/// thread-local data of the C++ library, which has no symbol for them: the exception's own mark tells it.
struct ExceptionFinder {
  let owner: CrashInvestigator

  /// How the libraries lay out `__cxa_exception`.
  private struct Layout {
    /// `exception_class`, "GNUCC++\0" or "CLNGC++\0" as a number.
    let mark: UInt64
    /// Of the mark, of the type, of the thrown object, in bytes from the record's start.
    let markPlace: UInt64
    let typePlace: UInt64
    let objectPlace: UInt64
  }

  /// libstdc++ (unwind-cxx.h) and libc++abi (cxa_exception.h).
  private static let layouts = [
    Layout(mark: 0x474e_5543_432b_2b00, markPlace: 80, typePlace: 0, objectPlace: 112),
    Layout(mark: 0x434c_4e47_432b_2b00, markPlace: 96, typePlace: 16, objectPlace: 128),
  ]

  /// Thread-local data of a C++ library is small.
  private static let sizeLimit: UInt64 = 1 << 16

  /// nil when no exception is found, or `std::terminate` was not called.
  func find() -> UncaughtException? {
    // What leaves a `noexcept` function is stopped by the routine that looks for handlers (Itanium C++ ABI, Exception Handling, 1.6).
    guard owner.isOnStack("std::terminate") || owner.isOnStack("__gxx_personality_v0")
    else { return nil }
    for module in owner.view.modules.modules where module.threadLocalSize > 0 {
      guard
        let block = owner.view.threadLocals.value.block(of: module, thread: owner.thread.facts.tid),
        block.size <= Self.sizeLimit
      else { continue }
      for offset in stride(from: 0, to: block.size & ~7, by: 8) {
        guard let record = try? owner.memory.pointer(at: block.start + offset), record.raw != 0
        else { continue }
        if let found = exception(at: record) { return found }
      }
    }
    return nil
  }

  private func exception(at record: Address) -> UncaughtException? {
    for layout in Self.layouts {
      guard owner.memory.number(at: record + layout.markPlace, size: 8) == layout.mark,
        let type = try? owner.memory.pointer(at: record + layout.typePlace),
        let name = mangledName(type)
      else { continue }
      let object = record + layout.objectPlace
      return UncaughtException(
        type: Self.readable(name), object: object, message: message(of: object, type))
    }
    return nil
  }

  /// A `std::type_info`: its vtable, and the mangled name. A star in front says that names are compared by address.
  private func mangledName(_ type: Address) -> [UInt8]? {
    guard let place = try? owner.memory.pointer(at: type + 8),
      let name = try? owner.memory.cString(at: place), !name.isEmpty
    else { return nil }
    return name.first == UInt8(ascii: "*") ? Array(name.dropFirst()) : name
  }

  private static func readable(_ name: [UInt8]) -> [UInt8] {
    let prefix = Array("typeinfo name for ".utf8)
    guard let text = DemangledName.of(Array("_ZTS".utf8) + name), text.starts(with: prefix) else {
      return name
    }
    return Array(text.dropFirst(prefix.count))
  }

  /// `std::logic_error` and `std::runtime_error` keep a pointer to their text behind the vtable; the classes derived from them
  /// name their base behind their own name (`__si_class_type_info`).
  private func message(of object: Address, _ type: Address) -> [UInt8]? {
    let bases = ["St11logic_error", "St13runtime_error"].map { Array($0.utf8) }
    var type = type
    for _ in 0..<16 {
      guard let name = mangledName(type) else { return nil }
      if bases.contains(name) {
        return (try? owner.memory.pointer(at: object + 8)).flatMap {
          try? owner.memory.cString(at: $0)
        }
      }
      guard let base = try? owner.memory.pointer(at: type + 16) else { return nil }
      type = base
    }
    return nil
  }
}
