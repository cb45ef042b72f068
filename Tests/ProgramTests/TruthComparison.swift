// What a program states of an address against what Scry answers: key by key, nothing left out.

/// A key of which Scry's answer is not what the program states.
struct Difference: CustomStringConvertible {
  let key: String
  let expected: JSONValue
  let got: JSONValue?

  var description: String { "\(key): expected \(expected), got \(got?.description ?? "nothing")" }
}

extension Truth {
  /// Everything in which `answer` differs from what is stated.
  func differences(from answer: JSONValue) -> [Difference] {
    facts.sorted { $0.key < $1.key }.compactMap { key, expected in
      let got = answer.member(key == "typeOrNone" ? "type" : key)
      let agrees =
        switch key {
        case "typeOrNone": got == nil || expected.choices(by: " | ").contains(got?.spelled ?? "")
        case "readings": expected.choices(by: ", ").allSatisfy(answer.readings.contains)
        case "type", "memberType": got?.spelled == expected.spelled
        case "region.file", "module", "site.file": got?.fileName == expected.fileName
        default: got == expected
        }
      return agrees
        ? nil : Difference(key: key, expected: expected, got: key == "readings" ? answer : got)
    }
  }
}

extension JSONValue {
  /// A type's spelling. Compilers differ in whether a blank stands between closing brackets of templates.
  fileprivate var spelled: String? { string?.replacing("> >", with: ">>") }

  fileprivate var fileName: String? { string?.split(separator: "/").last.map(String.init) }

  fileprivate func choices(by separator: String) -> [String] {
    (string ?? "").split(separator: separator).map { String($0).replacing("> >", with: ">>") }
  }

  /// The paths that an answer gives: its own, and those of its alternatives.
  fileprivate var readings: [String] {
    let others = member("alternatives")?.elements ?? []
    return ([member("path")] + others.map { $0.member("path") ?? $0 }).compactMap { $0?.string }
  }
}
