// The views that a digit opens from everywhere. A new view of the whole target is added here.

extension Place {
  /// By their digits.
  static let all: [Place] = [
    Place(
      key: "1", help: "Overview: the process, its memory, what is wrong",
      isShown: { $0 is OverviewView }, make: { OverviewView($0) }),
    Place(
      key: "2", help: "Types: the heap by type", isShown: { $0 is TypesView },
      make: { TypesView($0) }),
    Place(
      key: "3", help: "Objects: all objects of the heap",
      isShown: { ($0 as? ObjectsView)?.scope.isEverything == true },
      make: { ObjectsView($0, .all) }),
    Place(
      key: "4", help: "Sites: the heap by where it was allocated", isShown: { $0 is SitesView },
      make: { SitesView($0) }),
    Place(
      key: "5", help: "Stacks: what every thread is doing", isShown: { $0 is StacksView },
      make: { StacksView($0) }),
    Place(
      key: "6", help: "Memory: mappings, who owns their parts, bytes",
      isShown: { $0 is MemoryView }, make: { MemoryView($0) }),
    Place(
      key: "7", help: "Trace: system calls as they are made", isShown: { $0 is TraceView },
      make: { TraceView($0) }),
    Place(
      key: "0", help: "Output: what a program has written that we started",
      isShown: { $0 is OutputView }, make: { OutputView($0) }),
  ]
}
