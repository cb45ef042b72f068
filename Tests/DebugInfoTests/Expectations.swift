// Comparison of what Scry reads with what a tool prints.

import Testing

/// Compares long lists of lines, naming only the first difference.
func expectEqual(
  _ found: [String], _ expected: [String], _ what: String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let difference = zip(found, expected).first { $0 != $1 }
  #expect(difference?.0 == difference?.1, "\(what)", sourceLocation: sourceLocation)
  #expect(found.count == expected.count, "\(what)", sourceLocation: sourceLocation)
}
