// Every line of Documentation/ERRORS.md is what Scry does.

import Testing

@Suite struct ErrorTableTests {
  @Test func everyErrorIsAsThePageSays() throws {
    let scene = try ErrorScene()
    let rows = try ErrorRow.all()
    #expect(rows.count > 50)
    for row in rows {
      let result = try scene.run(row.command)
      #expect(result.status == row.status, "\(row.situation): \(row.command) \(result.message)")
      #expect(result.message == row.message, "\(row.situation): \(row.command)")
    }
  }
}
