// The entry point: parse, run, and end with the exit status that the manual promises.

import ArgumentParser
import CLinux
import Glibc

@main
enum Main {
  static func main() {
    endWithParent()
    do {
      try requireReadableArguments()
      var command = try Scry.parseAsRoot()
      try command.run()
      Console.standard.finish()
    } catch let failure as Failure {
      Console.standard.finish()
      if !failure.message.isEmpty { Diagnostics.say(failure.message) }
      exit(failure.status.rawValue)
    } catch {
      end(with: error)
    }
  }

  /// The parser takes text: a file name in other bytes would become another name. What a program that we start is given goes to it
  /// byte by byte.
  private static func requireReadableArguments() throws {
    let words = UnsafeBufferPointer(
      start: CommandLine.unsafeArgv, count: Int(CommandLine.argc))
    let starters = ["run", "trace"]
    if CommandLine.arguments.dropFirst().first.map(starters.contains) == true { return }
    for (number, word) in words.enumerated() {
      guard let word, String(validatingCString: word) == nil else { continue }
      let bytes = UnsafeBufferPointer(start: word, count: strlen(word)).map(UInt8.init(bitPattern:))
      throw Failure(
        .usage,
        "argument \(number), '\(Diagnostics.printable(bytes))', is not UTF-8: give the file another name, or a link to it"
      )
    }
  }

  /// Commands of the terminal interface end with it.
  private static func endWithParent() {
    guard let text = getenv("SCRY_PARENT") else { return }
    let parent = Int32(String(cString: text))
    unsetenv("SCRY_PARENT")
    if let parent { clinux_end_with_parent(parent) }
  }

  /// What the parser throws: help and version as output, bad usage as status 2 instead of its own 64.
  private static func end(with error: any Error) -> Never {
    let isUsage = !Scry.exitCode(for: error).isSuccess
    let text = Scry.fullMessage(for: error)
    if isUsage {
      let parserPrefix = "Error: "
      Console.standard.finish()
      let said = text.hasPrefix(parserPrefix) ? text.dropFirst(parserPrefix.count) : text[...]
      Diagnostics.say(String(said))
      exit(ExitStatus.usage.rawValue)
    }
    Console.standard.plain(text)
    Console.standard.finish()
    exit(ExitStatus.done.rawValue)
  }
}
