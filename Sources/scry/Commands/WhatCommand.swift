// `scry what`: everything known of an address.

import ArgumentParser
import Glibc
import Inspection
import Primitives
import Rendering

struct WhatCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "what",
    abstract: "Say what an address is: object, type, field, allocator, site, state.",
    discussion: """
      Addresses are hexadecimal, with or without 0x; '-' reads them from standard input, one or more a line. Anything else \
      is an expression as in 'scry print': the value of a pointer, else the address of the object. Status 1 when one of \
      them is in no mapping or does not exist.

        scry what 4242 0x55d0c8a1f2b0
        scry what --verbose 4242 'server.clients->head' '&counter' main
        grep -o '0x[0-9a-f]*' log | scry what --json 4242 -
      """)

  @OptionGroup var target: TargetOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var frame: FrameOptions

  @Flag(
    name: .shortAndLong,
    help: "Show the reasons, other readings, and what would resolve the unknown.")
  var verbose = false

  @Argument(
    help: ArgumentHelp("Addresses, expressions, or - for standard input.", valueName: "address"))
  var addresses: [String] = []

  func validate() throws {
    guard !addresses.isEmpty else {
      throw ValidationError("No address. Give some, or - to read them from standard input.")
    }
  }

  func run() throws {
    let inspector = try target.inspector()
    let scope = try frame.scope(of: inspector)
    let console = output.console
    var isAbsent = false
    let failure = try forEachAddress(in: scope, of: inspector) { address in
      let answer = inspector.classify(address)
      try inspector.requireTarget()
      isAbsent = isAbsent || answer.region == nil
      if output.json {
        console.line(answer.json)
      } else {
        console.line(answer.line)
        for line in verbose ? answer.detailLines : answer.noteLines {
          console.line(StyledText("  ") + line)
        }
      }
    }
    if let failure { throw failure }
    if isAbsent { throw Failure(.absent) }
  }

  /// Expressions that lead nowhere are reported, and the others answered. Gives the failure to end with.
  private func forEachAddress(
    in scope: InspectorScope, of inspector: Inspector, _ body: (Address) throws -> Void
  ) throws -> Failure? {
    var failure: Failure?
    for text in addresses {
      if text == "-" {
        try forEachInputAddress(body)
        continue
      }
      let address: Address
      do throws(ExpressionError) {
        address = try scope.address(of: text)
      } catch {
        let status = try inspector.tell(error, of: text)
        failure = Failure(failure?.status == .usage ? .usage : status)
        continue
      }
      try body(address)
    }
    return failure
  }

  private func forEachInputAddress(_ body: (Address) throws -> Void) throws {
    while let line = readLine() {
      for word in line.split(whereSeparator: { $0 == " " || $0 == "\t" }) {
        guard let address = Address(parsing: word) else {
          throw Failure(
            .usage, "'\(Diagnostics.printable(String(word)))' is not a hexadecimal address")
        }
        try body(address)
      }
      // Whoever feeds us line by line waits for the answer.
      Console.standard.flush()
    }
  }
}
