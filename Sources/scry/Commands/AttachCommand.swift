// `scry attach`: the terminal interface on a live process.

import ArgumentParser

struct AttachCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "attach",
    abstract:
      "Walk through a process in the terminal: from its allocators to every field of an object.",
    discussion: """
      The process runs on; nothing in it is changed. It is stopped only for its stacks, for a moment, and with the key S. \
      '?' shows all keys, 'q' leaves.

        scry attach 4242
        scry attach --interval 5 4242
      """)

  @OptionGroup var target: TargetOptions
  @OptionGroup var interface: InterfaceOptions
  @OptionGroup var theme: ThemeOptions

  func run() throws {
    guard case .process = target.target else {
      throw Failure(.usage, "a process is wanted, not a core: `scry core` opens one")
    }
    try InterfaceLaunch(target, interface, theme).run()
  }
}
