// Which class derives from which.

extension UniqType {
  /// Whether a class has another among its bases, at any depth and any offset. Hierarchies of more members than a question may
  /// look at are damage, and say no.
  public func derives(from base: UniqType) -> Bool {
    let wanted = base.concrete.digest
    var classes = [concrete]
    var seen: Set<UniqType> = [concrete]
    var visits = SubobjectLimits.visits
    while let next = classes.popLast() {
      for place in 0..<next.memberCount {
        guard visits > 0 else { return false }
        visits -= 1
        guard let member = next.member(place), member.isBase, let parent = member.type?.concrete
        else { continue }
        if parent.digest == wanted { return true }
        if seen.insert(parent).inserted { classes.append(parent) }
      }
    }
    return false
  }
}
