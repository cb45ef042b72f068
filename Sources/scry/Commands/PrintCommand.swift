// `scry print`: objects, by expressions in C's syntax.

import ArgumentParser
import Inspection
import Primitives
import Rendering

struct PrintCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "print",
    abstract: "Print objects: variables, casts, members, elements, whatever lies at an address.",
    discussion: """
      Expressions are C's: a.b, p->c[3], *p, &x, (struct foo *)0x55…, sizeof, arithmetic and comparisons. 'p[0]@5' shows \
      five elements; 'file.c::name', 'function::name', 'libfoo.so::name' and 'ns::name' say which variable is meant. \
      A bare 0x55… is the object that lies there, by the type it was allocated as.

        scry print 4242 'config.listeners[0]@4'
        scry print --frame 2 core.4242 'request->headers'
        scry print --depth 3 4242 '((struct node *)0x55d0c8a1f2b0)->next'
        scry print 4242 0x55d0c8a1f2b0
      """)

  @OptionGroup var target: TargetOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var frame: FrameOptions

  @Option(
    name: .shortAndLong,
    help: "Pointers to follow one behind the other (default: 1 for a pointer, 0 else).")
  var depth: Int?

  @Option(name: .shortAndLong, help: "Elements of an array to show.")
  var elements = 200

  @Option(name: .long, help: "Bytes of a string to show.")
  var strings = 200

  @Flag(name: .long, help: "Show the members of containers, not what they hold.")
  var raw = false

  @Argument(help: ArgumentHelp("What to print.", valueName: "expression"))
  var expressions: [String]

  func validate() throws {
    guard (0...64).contains(depth ?? 0) else { throw ValidationError("--depth is from 0 to 64.") }
    guard (1...1_000_000).contains(elements), (1...1_000_000).contains(strings) else {
      throw ValidationError("--elements and --strings are from 1 to 1000000.")
    }
  }

  func run() throws {
    let inspector = try target.inspector()
    let scope = try frame.scope(of: inspector)
    var failure: Failure?
    for expression in expressions {
      do throws(ExpressionError) {
        let isReadable = try show(expression, scope)
        if !isReadable { failure = failure ?? Failure(.absent) }
      } catch {
        let status = try inspector.tell(error, of: expression)
        failure = Failure(failure?.status == .usage ? .usage : status)
      }
      try inspector.requireTarget()
    }
    if let failure { throw failure }
  }

  /// Shows one expression. False when its memory cannot be read, which the answer says.
  private func show(
    _ text: String, _ scope: InspectorScope
  ) throws(ExpressionError) -> Bool {
    let value = try evaluate(text, scope)
    var limits = ViewLimits()
    limits.followedPointers = depth ?? (value.leadsToObject(in: scope) ? 1 : 0)
    limits.elements = elements
    limits.stringLength = strings
    limits.isRaw = raw
    let console = output.console
    let display = ObjectDisplay(console.rules, scope: scope)
    limits.following = console.rules.follows
    let view = ViewBuilder.view(of: value, in: scope, limits: limits)
    if output.json {
      var object = JSONObject()
      object["expression"] = .text(text)
      object["value"] = view.json
      console.line(.object(object))
    } else {
      console.line(
        heading(text, value) + ValueText(width: console.width, display: display).text(of: view))
    }
    if case .unreadable = view.content { return false }
    return true
  }

  /// A bare hexadecimal number is an address: what it names is the object there.
  private func evaluate(
    _ text: String, _ scope: InspectorScope
  ) throws(ExpressionError) -> ExpressionValue {
    let evaluator = ExpressionEvaluator(scope: scope)
    let node = try ExpressionParser.parse(Array(text.utf8), oracle: scope)
    if case .integer(let value, _) = node.kind, text.lowercased().contains("0x") {
      return try evaluator.object(at: Address(value), node)
    }
    let value = try evaluator.evaluate(node)
    // A symbol of a module without debug information: there is nothing to show it by.
    if case .void = value.type.shape { throw ExpressionError(.untyped([]), at: node.range) }
    return value
  }

  /// `name = ` or `name = (type) `, as a declaration would read.
  private func heading(_ text: String, _ value: ExpressionValue) -> StyledText {
    var heading = StyledText()
    heading.append(bytes: text.utf8, .field)
    heading.append(" = ", .punctuation)
    if value.needsType {
      heading.append("(", .punctuation)
      heading.append(bytes: value.type.spelling, .type)
      heading.append(") ", .punctuation)
    }
    return heading
  }
}

extension ExpressionValue {
  /// Whether a value says nothing of its type by itself.
  fileprivate var needsType: Bool {
    switch type.shape {
    case .pointer, .record, .enumeration, .function, .memberPointer, .array: true
    default: false
    }
  }
}
