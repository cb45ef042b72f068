// What glibc's loader and thread library tell debuggers: module numbers, thread ids and thread pointers.

import Primitives
import TargetMemory

/// Reads the loader's list of modules (`r_debug`, <link.h>) and the offsets that libc exports for libthread_db
/// (`_thread_db_*`, glibc's nptl_db/structs.def), so that nothing depends on the version of glibc.
struct LoaderFacts {
  let reader: PageCache
  let modules: [Module]

  /// The number of each module with thread-local data.
  func threadLocalNumbers() -> [ObjectIdentifier: UInt64] {
    guard let field = threadDatabaseOffset("_thread_db_link_map_l_tls_modid") else { return [:] }
    var result: [ObjectIdentifier: UInt64] = [:]
    for (map, bias) in linkMaps() {
      guard let module = modules.first(where: { $0.bias == bias && $0.threadLocalSize > 0 }),
        let number = try? reader.value(UInt64.self, at: map + UInt64(field)), number > 0
      else { continue }
      result[ObjectIdentifier(module)] = number
    }
    return result
  }

  /// A thread's control block starts with its own address, has it again two words later, and holds the thread's id. It
  /// is looked for where glibc puts it: at the top of the thread's stack or, for the first thread, in a small mapping.
  func threadPointers(of threads: [InspectedThread], mappings: [Mapping]) -> [Int32: Address] {
    guard let field = threadDatabaseOffset("_thread_db_pthread_tid") else { return [:] }
    let wanted = Set(threads.filter { $0.threadPointer == nil }.map(\.tid))
    guard !wanted.isEmpty else { return [:] }
    var result: [Int32: Address] = [:]
    for range in candidates(mappings) {
      scan(range, tidOffset: Int(field)) { pointer, tid in
        if wanted.contains(tid), result[tid] == nil { result[tid] = pointer }
      }
      if result.count == wanted.count { break }
    }
    return result
  }

  /// The last 64 KiB of each anonymous writable mapping, or all of a small one.
  private func candidates(_ mappings: [Mapping]) -> [AddressRange] {
    mappings.compactMap { mapping in
      guard mapping.kind == .anonymous, mapping.permissions.contains([.read, .write]) else {
        return nil
      }
      let size = min(mapping.range.size, 64 << 10)
      return AddressRange(mapping.range.end - size, mapping.range.end)
    }
  }

  private func scan(_ range: AddressRange, tidOffset: Int, _ found: (Address, Int32) -> Void) {
    guard tidOffset >= 0, tidOffset < 1 << 16,
      let bytes = try? reader.bytes(at: range.start, count: Int(range.size))
    else { return }
    bytes.withUnsafeBytes { raw in
      // The control block is aligned to 64 bytes (TCB_ALIGNMENT).
      for offset in stride(from: 0, to: raw.count - max(tidOffset + 4, 24), by: 64) {
        let place = range.start.raw + UInt64(offset)
        guard raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self) == place,
          raw.loadUnaligned(fromByteOffset: offset + 16, as: UInt64.self) == place
        else { continue }
        found(
          Address(place), raw.loadUnaligned(fromByteOffset: offset + tidOffset, as: Int32.self))
      }
    }
  }

  /// The offset in bytes of a field, by libthread_db's descriptor: three words, the field's bits, its count, its offset.
  private func threadDatabaseOffset(_ symbol: String) -> UInt32? {
    for module in modules where module.name.starts(with: "libc.".utf8) || module.isExecutable {
      guard let place = module.names?.address(of: symbol.utf8),
        let words = try? reader.values(UInt32.self, at: module.inProcess(place), count: 3),
        words[2] < 1 << 16
      else { continue }
      return words[2]
    }
    return nil
  }

  /// The loader's modules: where their link_map is, and their load bias.
  private func linkMaps() -> [(map: Address, bias: UInt64)] {
    guard let executable = modules.first(where: \.isExecutable),
      let debug = debugStructure(executable),
      var map = try? reader.pointer(at: debug + 8)
    else { return [] }
    var result: [(Address, UInt64)] = []
    // A damaged list may be a ring.
    while map.raw != 0, result.count < 4096 {
      guard let bias = try? reader.value(UInt64.self, at: map) else { break }
      result.append((map, bias))
      guard let next = try? reader.pointer(at: map + 24) else { break }
      map = next
    }
    return result
  }

  /// `r_debug`: the loader writes its address into the program's dynamic section (DT_DEBUG).
  private func debugStructure(_ module: Module) -> Address? {
    let debugTag: UInt64 = 21
    guard let dynamic = module.dynamic, dynamic.size <= 65536,
      let words = try? reader.values(
        UInt64.self, at: dynamic.start, count: Int(dynamic.size / 8))
    else { return nil }
    for index in stride(from: 0, to: words.count - 1, by: 2) where words[index] == debugTag {
      return words[index + 1] == 0 ? nil : Address(words[index + 1])
    }
    return nil
  }
}
