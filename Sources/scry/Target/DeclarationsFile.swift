// `--allocators FILE`: what the user declares of allocators.

import AllocationSites
import ArgumentParser
import Inspection
import Metadata
import Primitives

/// A file of declarations that was read.
struct DeclarationsFile: Sendable {
  let path: String
  let declarations: [AllocatorDeclaration]

  /// A file of declarations has no more bytes than this.
  private static let sizeLimit = 1 << 20

  /// Reads and checks a file. Throws a `Failure` with the place and what was expected there.
  init(path: String) throws {
    self.path = path
    let shown = Diagnostics.printable(path)
    let content: [UInt8]
    do {
      let store = try ByteStore.mapping(path: path)
      guard store.count <= Self.sizeLimit else {
        throw Failure(.usage, "\(shown): larger than \(Self.sizeLimit) bytes")
      }
      content = Array(store.bytes)
    } catch let failure as Failure {
      throw failure
    } catch {
      throw Failure(.usage, "cannot read '\(shown)': \(error)")
    }
    do throws(DeclarationSyntaxError) {
      declarations = try AllocatorDeclaration.parse(content)
    } catch {
      throw Failure(
        .usage, "\(shown):\(error.line):\(error.column): expected \(error.expected)")
    }
    try checkConditions(shown)
  }

  /// The conditions of selections are C expressions, which only the evaluator can read.
  private func checkConditions(_ shown: String) throws {
    for declaration in declarations {
      guard case .select(_, _, let choices) = declaration.kind else { continue }
      for choice in choices where !choice.condition.isEmpty {
        if !SelectCondition.isWellFormed(choice.condition) {
          let text = Diagnostics.printable(choice.condition)
          throw Failure(.usage, "\(shown):\(declaration.line): '\(text)' is no C expression")
        }
      }
    }
  }

  /// Says which declarations no module knows.
  func warn(of unknown: [UnknownDeclaration]) {
    for one in unknown {
      switch one {
      case .function(let declaration):
        say(declaration, "no module here defines '\(name(declaration.function?.name ?? []))'")
      case .place(let declaration):
        say(declaration, "no call on this line of a module here gives a block")
      case .type(let declaration, let type):
        say(declaration, "no module here defines the type '\(name(type))'")
      }
    }
  }

  private func say(_ declaration: AllocatorDeclaration, _ text: String) {
    Diagnostics.say("warning: \(Diagnostics.printable(path)):\(declaration.line): \(text)")
  }

  private func name(_ bytes: [UInt8]) -> String { Diagnostics.printable(bytes) }
}
