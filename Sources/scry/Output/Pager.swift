// The pager, as git has it: $PAGER, else less, which leaves short text on the screen.

import CLinux
import Glibc

/// A running pager that reads what we write.
struct Pager {
  /// The pipe to write to.
  let input: Int32
  private let child: pid_t

  /// Starts the pager; nil when none is wanted or it cannot be started.
  static func start() -> Pager? {
    let command =
      getenv("SCRY_PAGER").map { String(cString: $0) }
      ?? getenv("PAGER").map { String(cString: $0) } ?? "less"
    guard !command.isEmpty, command != "cat" else { return nil }
    // Quit when all fits, pass colours through, leave the text on the screen.
    setenv("LESS", "FRX", 0)
    var pipes: [Int32] = [-1, -1]
    guard clinux_pipe(&pipes) == 0 else { return nil }
    guard let child = spawn(command, reading: pipes[0]) else {
      close(pipes[0])
      close(pipes[1])
      return nil
    }
    close(pipes[0])
    // Ctrl-C is for the pager while it has the terminal, and a pager that ends is no error.
    signal(SIGINT, SIG_IGN)
    signal(SIGPIPE, SIG_IGN)
    return Pager(input: pipes[1], child: child)
  }

  private static func spawn(_ command: String, reading input: Int32) -> pid_t? {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
    let words: [String] = ["sh", "-c", command]
    let arguments: StringVector = words.map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var child: pid_t = 0
    guard posix_spawn(&child, "/bin/sh", &actions, nil, arguments, environ) == 0 else { return nil }
    return child
  }

  /// Ends the pager's input and waits until the person has read it.
  func wait() {
    close(input)
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
  }
}
