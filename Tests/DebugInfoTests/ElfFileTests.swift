// ELF files against what readelf says of the same files.

import DebugInfo
import Testing

@Suite struct ElfFileTests {
  @Test func walksAWholeDebugFile() throws {
    let module = try ModuleDebugInfo.open(
      "/usr/lib/debug/.build-id/c5/61f3aa7232f2bd6ac6d56bd475f1c154a00486.debug")
    var count = 0
    for unit in module.units {
      var cursor = unit.cursor()
      while cursor.next() { count += 1 }
      #expect(!cursor.isDamaged)
    }
    print("DIES", count, module.units.count, module.problems)
  }
}
