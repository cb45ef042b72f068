// The tasks under trace, by thread id.

/// Finds a task by its id. The one that was asked for last is found at once.
final class TaskTable {
  private var tasks: [Int32: TracedTask] = [:]
  private var last: TracedTask?

  var count: Int { tasks.count }
  var isEmpty: Bool { tasks.isEmpty }
  var all: Dictionary<Int32, TracedTask>.Values { tasks.values }

  func find(_ tid: Int32) -> TracedTask? {
    if let last, last.tid == tid { return last }
    guard let found = tasks[tid] else { return nil }
    last = found
    return found
  }

  func insert(_ task: TracedTask) { tasks[task.tid] = task }

  func remove(_ task: TracedTask) {
    if tasks[task.tid] === task { tasks[task.tid] = nil }
    if last === task { last = nil }
  }

  /// Gives a task the id of its process's first thread.
  func rename(_ task: TracedTask, to tid: Int32) {
    remove(task)
    task.tid = tid
    insert(task)
  }
}
