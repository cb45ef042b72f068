// Containers and smart pointers of libstdc++, in the builds of two compilers.

import Inspection
import Primitives
import Testing

@Suite(.serialized) struct ContainerTests {
  /// What the program's source says that each variable holds.
  static let contents: [(name: String, text: String)] = [
    ("small", #""short""#), ("large", "\"" + String(repeating: "x", count: 40) + "\""),
    ("with_null", #""a\x00b""#), ("empty_string", #""""#), ("wide", "U\"wïde\""),
    ("u16", #"u"sixteen""#),
    ("numbers", "std::vector of 3 {1, 2, 3}"), ("none", "std::vector of 0 {}"),
    ("flags", "std::vector of 4 {true, false, true, true}"),
    ("names", "std::vector of 3 {\"one\", \"two\", \"\(String(repeating: "y", count: 30))\"}"),
    (
      "nested",
      "std::vector of 3 {std::vector of 1 {1}, std::vector of 0 {}, std::vector of 2 {2, 3}}"
    ),
    (
      "accounts",
      "std::map of 2 {3 = {number = 3, balance = 2.5}, 7 = {number = 7, balance = 1.5}}"
    ),
    (
      "lists", #"std::map of 2 {"p" = std::vector of 3 {2, 3, 5}, "q" = std::vector of 0 {}}"#
    ),
    ("prices", "std::set of 2 {1.5, 2.5}"),
    ("many", "std::multimap of 2 {1 = 97 'a', 1 = 98 'b'}"),
    ("bag", "std::multiset of 3 {1, 4, 4}"),
    ("words", #"std::unordered_map of 1 {"hello" = 5}"#),
    ("index_of", "std::unordered_map of 1 {5 = {number = 5, balance = 0.5}}"),
    ("seen", "std::unordered_set of 1 {1.25}"),
    ("pairs", "std::unordered_multimap of 1 {1 = 2}"),
    ("visited", "std::list of 2 {{number = 1, balance = 2.5}, {number = 3, balance = 4.5}}"),
    ("empty_list", "std::list of 0 {}"), ("empty_map", "std::map of 0 {}"),
    ("forward", "std::forward_list of 2 {1.5, 2.5}"),
    ("four", "std::array of 4 {4, 3, 2, 1}"), ("zero", "std::array of 0 {}"),
    ("pile", "std::stack of 3 {0, 1, 2}"), ("urgent", "std::priority_queue of 3 {200, 0, 100}"),
    ("nothing", "std::unique_ptr NULL"), ("expired", "std::weak_ptr (expired, weak 1) {}"),
    ("maybe", "std::optional {5}"), ("no", "std::optional {}"),
    ("choice", #"std::variant (index 1) {"chosen"}"#),
    ("number_choice", "std::variant (index 2) {2.5}"), ("anything", "std::any (int) {42}"),
    ("any_none", "std::any {}"), ("nobody", "std::function {}"),
    ("triple", #"std::tuple {1, "two", 3.5}"#), ("couple", #"std::pair {1, "one"}"#),
    ("viewed", #""viewed""#), ("window", "std::span of 3 {1, 2, 3}"),
    ("fixed", "std::span of 2 {1, 2}"), ("z", "1.5 + -2.5i"), ("counter", "11"),
    ("ratio", "0.25"), ("bits", "std::bitset of 5 {true, true, false, false, true}"),
    ("delay", "std::chrono::duration (ms) {250}"),
  ]

  @Test(arguments: ContainerBuild.all)
  func containersShowWhatTheyHold(_ build: ContainerBuild) throws {
    let program = try ContainerSubject(containerSource, build)
    for (name, text) in Self.contents {
      #expect(try program.shown(name) == text, "\(name)")
    }
  }

  @Test(arguments: ContainerBuild.all)
  func pointersSayWhatTheyOwn(_ build: ContainerBuild) throws {
    let program = try ContainerSubject(containerSource, build)
    #expect(try program.shown("shared").hasPrefix("std::shared_ptr (use 2, weak 1) 0x"))
    #expect(try program.shown("weak").hasPrefix("std::weak_ptr (use 2, weak 1) 0x"))
    #expect(try program.shown("call").hasSuffix(" <twice>"))
    #expect(try program.shown("boxed").hasSuffix(#"{"boxed"}"#))
    var limits = ViewLimits()
    limits.followedPointers = 1
    #expect(
      try program.shown("shared", limits: limits).hasSuffix(
        " {\n  number = 12,\n  balance = 34.5,\n}"))
  }

  @Test func limitsHold() throws {
    let program = try ContainerSubject(containerSource, ContainerBuild.all[0])
    var limits = ViewLimits()
    limits.elements = 2
    #expect(
      try program.shown("shorts", limits: limits) == "std::deque of 299 {1, 2} … of 299 elements")
    #expect(try program.shown("bag", limits: limits).hasPrefix("std::multiset of 3 {1, 4} …"))
    limits.elements = 1
    #expect(try program.shown("accounts", limits: limits).hasSuffix("balance = 2.5}} …"))
    #expect(try program.shown("forward", limits: limits).hasPrefix("std::forward_list {1.5} …"))
    limits.stringLength = 3
    #expect(try program.shown("small", limits: limits) == #""sho"…"#)
  }

  @Test func rawShowsTheMembers() throws {
    let program = try ContainerSubject(containerSource, ContainerBuild.all[0])
    var limits = ViewLimits()
    limits.isRaw = true
    #expect(try program.shown("numbers", limits: limits).contains("_M_end_of_storage = 0x"))
    #expect(try program.shown("small", limits: limits).contains("_M_string_length = 5"))
  }

  @Test(arguments: ContainerBuild.all)
  func expressionsReachTheElements(_ build: ContainerBuild) throws {
    let program = try ContainerSubject(containerSource, build)
    let values = [
      "numbers[2]": "3", "names[1]": #""two""#, "nested[2][1]": "3", "accounts[7].balance": "1.5",
      #"lists["p"][1]"#: "3", #"words["hello"]"#: "5", "shorts[280]": "281", "four[1]": "3",
      "small[2]": "111 'o'", "viewed[0]": "118 'v'", "window[1]": "2", "flags[1]": "false",
      "bits[4]": "true", "ints[1]": "8", "owned->sides": "3", "shared->balance": "34.5",
      "(*shared).number": "12", "*maybe": "5", "sizeof(names[0])": "32", "*&numbers[1]": "2",
    ]
    for (expression, text) in values {
      #expect(try program.shown(expression) == text, "\(expression)")
    }
  }

  @Test func absentElementsAreRefused() throws {
    let program = try ContainerSubject(containerSource, ContainerBuild.all[0])
    let reasons: [(String, ExpressionError.Reason)] = [
      ("numbers[3]", .outOfRange(count: 3)), ("numbers[-1]", .outOfRange(count: 3)),
      ("none[0]", .outOfRange(count: 0)), ("zero[0]", .outOfRange(count: 0)),
      ("accounts[4]", .noKey(isCertain: true)), (#"words["x"]"#, .noKey(isCertain: true)),
    ]
    for (expression, reason) in reasons {
      do {
        _ = try program.shown(expression)
        Issue.record("\(expression) has a value")
      } catch let error as ExpressionError {
        #expect(error.reason == reason, "\(expression)")
      }
    }
    #expect(throws: ExpressionError.self) { try program.shown("*no") }
    #expect(throws: ExpressionError.self) { try program.shown("prices[0]") }
  }

  @Test func jsonGivesElements() throws {
    let program = try ContainerSubject(containerSource, ContainerBuild.all[0])
    let numbers = try program.json("numbers")
    #expect(numbers.contains(#""kind":"container""#) && numbers.contains(#""count":3"#))
    #expect(numbers.contains(#""container":"std::vector""#))
    let lists = try program.json("lists")
    #expect(lists.contains(#""entries":[{"key":{"#))
    #expect(try program.json("shared").contains(#""useCount":2,"weakCount":1"#))
    #expect(try program.json("no").contains(#""empty":true"#))
  }
}
