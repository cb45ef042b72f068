// The names of C++ symbols that have no debug information.

import CDemangle

/// C++ names as people write them, qualified and without parameters: `ns::Box<int>::put` (Itanium C++ ABI §5.1).
public enum DemangledName {
  /// What a mangled name stands for; nil for other names, and for those that would grow without end.
  public static func of(_ symbol: some Collection<UInt8>) -> [UInt8]? {
    let limits = (mangled: 1 << 12, name: 1 << 13)
    guard symbol.starts(with: "_Z".utf8), symbol.count < limits.mangled else { return nil }
    let mangled = symbol.map { CChar(bitPattern: $0) } + [0]
    let result = [UInt8](unsafeUninitializedCapacity: limits.name) { buffer, count in
      buffer.withMemoryRebound(to: CChar.self) {
        count = scry_demangle(mangled, $0.baseAddress, $0.count)
      }
    }
    return result.isEmpty ? nil : result
  }
}

extension ElfSymbol {
  /// The name, demangled where it is a mangled one.
  public var readableName: [UInt8] { DemangledName.of(name) ?? Array(name) }
}
