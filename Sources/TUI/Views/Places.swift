// The views that a digit opens from everywhere. A new view of the whole target is added here.

extension Place {
  /// By their digits.
  static let all: [Place] = [
    Place(key: "1", title: "overview", help: "Overview: the process, its memory, what is wrong") {
      OverviewView($0)
    },
    Place(key: "2", title: "types", help: "Types: the heap by type") { TypesView($0) },
    Place(key: "3", title: "objects", help: "Objects: all objects of the heap") {
      ObjectsView($0, .all)
    },
    Place(key: "4", title: "sites", help: "Sites: the heap by where it was allocated") {
      SitesView($0)
    },
    Place(key: "5", title: "stacks", help: "Stacks: what every thread is doing") { StacksView($0) },
    Place(key: "6", title: "memory", help: "Memory: mappings, who owns their parts, bytes") {
      MemoryView($0)
    },
    Place(key: "7", title: "trace", help: "Trace: system calls as they are made") { TraceView($0) },
    Place(key: "0", title: "output", help: "Output: what a program has written that we started") {
      OutputView($0)
    },
  ]
}
