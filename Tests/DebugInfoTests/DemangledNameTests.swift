// C++ names of symbols: the same as binutils' c++filt gives, and bounded for names made to grow.

import DebugInfo
import TestSupport
import Testing

@Suite struct DemangledNameTests {
  private func demangled(_ symbol: String) -> String? {
    DemangledName.of(symbol.utf8).map { String(decoding: $0, as: UTF8.self) }
  }

  @Test func symbolsOfTheStandardLibraryReadAsInCxxfilt() throws {
    let library = try Tool.require(["gcc", "-print-file-name=libstdc++.so.6"]).dropLast()
    let symbols = try Tool.require(["nm", "-D", "--defined-only", "--format=posix", "\(library)"])
      .split(separator: "\n").compactMap { line in
        line.split(separator: " ").first?.split(separator: "@").first.map(String.init)
      }.filter { $0.hasPrefix("_Z") }
    try #require(symbols.count > 1000)
    let sample = Array(symbols.enumerated().filter { $0.offset % 7 == 0 }.map(\.element))
    let expected = try Tool.require(["c++filt", "-p"] + sample).split(separator: "\n")
    expectEqual(sample.map { demangled($0) ?? $0 }, expected.map(String.init), "libstdc++")
  }

  @Test func otherSymbolsStayAsTheyAre() {
    for symbol in ["", "main", "_Z", "_Zz", "_R4rust", "_ZN1a", "_Z\0"] {
      #expect(demangled(symbol) == nil, "\(symbol)")
    }
  }

  /// Each template has the one before twice as its arguments: 2^80 of them in 900 bytes.
  @Test(.timeLimit(.minutes(1))) func aNameWithoutEndIsRefused() {
    let digits = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    var symbol = "_Z1fI1a1bIS0_S0_E"
    for index in 2..<82 {
      let code = index < 36 ? "\(digits[index])" : "\(digits[index / 36])\(digits[index % 36])"
      symbol += "S1_IS\(code)_S\(code)_E"
    }
    #expect(demangled(symbol + "Ev") == nil)
  }
}
