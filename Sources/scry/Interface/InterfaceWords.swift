// The command line's words, lent to the interface.

import AgentIndex
import Inspection
import TUI
import TargetMemory

/// Words for what goes wrong in the interface: those of the commands.
struct InterfaceWords: Wording {
  func lines(_ error: ExpressionError, in text: String, of inspector: Inspector) -> [String] {
    error.lines(for: text, in: inspector.target).split(separator: "\n").map(String.init)
  }

  func line(_ error: IndexError, of inspector: Inspector) -> String {
    HeapFailure.reason(inspector) ?? error.line(pid: inspector.target.facts.pid)
  }

  func line(_ error: ReadError) -> String { error.line }
}
