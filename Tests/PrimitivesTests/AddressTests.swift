import Primitives
import Testing

@Suite struct AddressTests {
  @Test func parsesHexadecimalWithAndWithoutPrefix() {
    #expect(Address(parsing: "0x7f00") == Address(0x7f00))
    #expect(Address(parsing: "7F00") == Address(0x7f00))
    #expect(Address(parsing: "-1") == nil)
    #expect(Address(parsing: "(nil)") == Address(0))
    #expect(Address(parsing: "0x") == nil)
    #expect(Address(parsing: "10000000000000000") == nil)
  }

  @Test func rangeOfASizeStopsAtTheEndOfTheAddressSpace() {
    let range = AddressRange(Address(.max - 1), size: 16)
    #expect(range.size == 1)
    #expect(!range.contains(Address(.max)))
  }
}
