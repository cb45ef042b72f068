// Exit statuses and the one error that ends a command.

/// What the exit status says (scry(1), "EXIT STATUS").
enum ExitStatus: Int32 {
  case done = 0
  /// The thing asked for is not there.
  case absent = 1
  case usage = 2
  /// The target or file could not be read.
  case unreadable = 3
}

/// Ends the command with one clear line on standard error; an empty message says nothing.
struct Failure: Error {
  var status: ExitStatus
  var message: String

  init(_ status: ExitStatus, _ message: String = "") {
    self.status = status
    self.message = message
  }
}
