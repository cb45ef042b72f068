// `scry core`: why a process died.

import ArgumentParser
import Glibc
import Rendering

struct CoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "core",
    abstract: "Show why a process died: its signal, the address, the stack, the objects in reach.",
    discussion: """
      Reads a core: the kernel's, gdb's or Scry's own. On a terminal it opens the interface of 'scry attach' on it. With \
      --summary or --json, or when the output is no terminal, it prints: the address that the signal came for, and every \
      register that points to an object, are told as 'scry what' tells them; the thread that died is shown with its variables.

        scry core core
        scry core --summary core
        scry core --exe ./server /var/crash/core.4242.zst
      """)

  @OptionGroup var target: TargetOptions
  @OptionGroup var output: OutputOptions

  @OptionGroup var interface: InterfaceOptions

  @Flag(name: .long, help: "Print why it died and end, on a terminal too.")
  var summary = false

  func run() throws {
    guard case .core(let path) = target.target else {
      throw Failure(
        .usage,
        "a core is wanted, not a process: `scry attach` opens a live one, `scry stack` shows it")
    }
    if !summary, !output.json, isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 {
      return try InterfaceLaunch(target, interface, output.choice).run()
    }
    let inspector = try target.inspector()
    guard let view = CrashView(inspector) else {
      throw Failure(.unreadable, "'\(Diagnostics.printable(path))' has no threads")
    }
    let console = output.console
    if output.json { return console.line(view.json) }
    for line in view.lines(width: console.width) { console.line(line) }
    console.flush()
    try inspector.warnOfMissingCode()
  }
}
