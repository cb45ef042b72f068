// Two threads allocate and free at full speed while Scry asks from outside: every answer is right, or says "changing".

import CLinux
import Foundation
import TestSupport
import Testing

/// What blocks of the program `race` can be, and the number that they start with.
private struct Animal {
  let type: String
  let function: String
  let size: Int
  let magic: UInt64

  static let all = [
    Animal(type: "struct hare", function: "new_hare", size: 48, magic: 1),
    Animal(type: "struct tortoise", function: "new_tortoise", size: 152, magic: 2),
    Animal(type: "struct stone", function: "new_stone", size: 48, magic: 3),
  ]
}

@Suite struct RaceTests {
  /// A few seconds in the ordinary run; `SCRY_RACE_SECONDS=60` for the long one.
  static let seconds =
    ProcessInfo.processInfo.environment["SCRY_RACE_SECONDS"].flatMap { Int($0) } ?? 4

  @Test(arguments: ["gcc-O2", "clang-O0"])
  func everyAnswerIsRightOrSaysChanging(_ flavour: String) throws {
    let race = try Race(flavour: flavour)
    let end = Deadline(seconds: Self.seconds)
    var tally = Tally()
    repeat {
      try race.round(&tally)
    } while !end.isOver
    #expect(tally.wrong.isEmpty, "\(tally.wrong.prefix(10))")
    // The test means something only if blocks were seen, and both kinds of them.
    #expect(
      tally.seen["struct hare", default: 0] > 0 && tally.seen["struct tortoise", default: 0] > 0)
    #expect(tally.changing < tally.asked / 2)
    race.target.closeInput()
    #expect(try race.target.wait(before: Deadline(seconds: 60)) == .exited(0))
  }
}

/// What was answered so far.
private struct Tally {
  var asked = 0
  var changing = 0
  var seen: [String: Int] = [:]
  var wrong: [String] = []
}

/// The running program and the places that it told of.
private struct Race {
  let target: ChildProcess
  let pid: Int
  /// Where animals come and go.
  let slots: [String]
  /// Facts about blocks that stay.
  let stones: [Truth]

  init(flavour: String) throws {
    let path = TargetProgram(name: "race", flavour: flavour).path
    target = try ChildProcess(
      [BuildFolder.scry, "run", "--", path], environment: Scratch.environment)
    let deadline = Deadline(seconds: 120)
    var pid = 0
    var slots: [String] = []
    var stones: [Truth] = []
    while let line = try target.readLine(before: deadline), line != "ready" {
      if let text = line.removing(prefix: "pid ") { pid = Int(text) ?? 0 }
      if let text = line.removing(prefix: "slot ") { slots.append(text) }
      guard let text = line.removing(prefix: "truth ") else { continue }
      var facts = try JSONValue.object(of: text)
      let address = try #require(facts.removeValue(forKey: "address")?.string)
      stones.append(Truth(pid: pid, address: address, facts: facts))
    }
    try #require(pid != 0 && slots.count > 10 && stones.count == 16, "\(target.errorText)")
    self.pid = pid
    self.slots = slots
    self.stones = stones
  }

  /// Asks about everything twice, and reads the slots' memory in between.
  func round(_ tally: inout Tally) throws {
    let before = try ask(slots)
    let magic = slots.map(word(at:))
    let after = try ask(slots + stones.map(\.address))
    for (stone, answer) in zip(stones, after.dropFirst(slots.count)) {
      tally.wrong += stone.differences(from: answer).map { "stone \(stone.address): \($0)" }
    }
    for (index, answer) in before.enumerated() {
      tally.asked += 1
      check(answer, &tally)
      guard magic[index] != 0, answer.isLiveAnimal, answer.isSameBlock(as: after[index]) else {
        continue
      }
      check(magic[index], against: answer, &tally)
    }
  }

  private func ask(_ addresses: [String]) throws -> [JSONValue] {
    let result = try run([BuildFolder.scry, "what", "--json", "\(pid)"] + addresses)
    let answers = try result.text.split(separator: "\n").map {
      JSONValue.object(try JSONValue.object(of: String($0)))
    }
    try #require(answers.count == addresses.count, "\(result.status): \(result.errors)")
    return answers
  }

  /// The first word of a block, as the kernel gives it; 0 if it cannot be read.
  private func word(at address: String) -> UInt64 {
    var value: UInt64 = 0
    let number = UInt64(address.dropFirst(2), radix: 16) ?? 0
    let count = clinux_process_vm_read(Int32(pid), number, &value, 8)
    return count == 8 ? value : 0
  }

  /// Size, type and site belong together; a mixture of two blocks is wrong.
  private func check(_ answer: JSONValue, _ tally: inout Tally) {
    let state = answer.member("state")?.string
    if answer.member("note")?.string?.contains("changing") == true { tally.changing += 1 }
    guard state == "live" || state == "freed", let type = answer.member("type")?.string else {
      return
    }
    tally.seen[type, default: 0] += 1
    let agrees = Animal.all.contains { animal in
      animal.type == type && answer.member("size") == .integer(animal.size)
        && answer.member("site.function") == .text(animal.function)
    }
    if !agrees { tally.wrong.append("\(answer)") }
  }

  /// The same live block before and after the read: what was read in between is of that block.
  private func check(_ magic: UInt64, against answer: JSONValue, _ tally: inout Tally) {
    guard answer.member("base") == answer.member("address") else { return }
    guard let read = Animal.all.first(where: { $0.magic == magic }) else { return }
    if answer.member("type") != .text(read.type) {
      tally.wrong.append("memory holds \(read.type): \(answer)")
    }
  }
}

extension JSONValue {
  fileprivate var isLiveAnimal: Bool {
    member("state") == .text("live") && member("type") != nil && member("generation") != nil
  }

  fileprivate func isSameBlock(as other: JSONValue) -> Bool {
    ["state", "base", "generation", "size"].allSatisfy { member($0) == other.member($0) }
  }
}
