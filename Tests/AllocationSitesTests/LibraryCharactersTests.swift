// The names of libstdc++'s functions that allocate strings.

import AllocationSites
import Testing

@Suite struct LibraryCharactersTests {
  @Test(arguments: [
    ("_ZNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEE9_M_createERmm", "char"),
    ("_ZNKSt7__cxx1112basic_stringIwSt11char_traitsIwESaIwEE6substrEmm", "wchar_t"),
    ("_ZNSt7__cxx1112basic_stringIDsSt11char_traitsIDsESaIDsEE9_M_mutateEmmPKDsm", "char16_t"),
    ("_ZNSt7__cxx1115basic_stringbufIcSt11char_traitsIcESaIcEE8overflowEi", "char"),
  ])
  func membersOfStringsNameTheirCharacters(symbol: String, character: String) {
    let found = LibraryCharacters.element(ofMember: Array(symbol.utf8))
    #expect(found.map { String(decoding: $0, as: UTF8.self) } == character)
  }

  @Test(arguments: [
    "_ZNSs4_Rep9_S_createEmmRKSaIcE", "_ZNSt6localeC1EPKc", "_ZN", "", "strdup",
    "_ZNSt7__cxx1112basic_stringIfSt11char_traitsIfESaIfEE4swapEv",
  ])
  func otherFunctionsNameNothing(symbol: String) {
    #expect(LibraryCharacters.element(ofMember: Array(symbol.utf8)) == nil)
  }
}
