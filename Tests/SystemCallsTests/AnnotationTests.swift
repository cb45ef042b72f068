// Pointers are shown to the annotator, with what is known of them.

import Foundation
import SystemCalls
import Testing

@Suite struct AnnotationTests {
  /// Remembers what it was asked, and answers always the same.
  final class Recorder: PointerAnnotator {
    var asked: [PointerArgument] = []
    let answer: PointerAnnotation

    init(answer: PointerAnnotation) { self.answer = answer }

    func annotate(
      _ pointer: PointerArgument, as format: TraceFormat, into output: inout OutputBuffer
    ) -> PointerAnnotation {
      asked.append(pointer)
      if answer == .none { return .none }
      output.append(format == .text ? "&object" : "\"object\"")
      if answer == .prefix && format == .text { output.append(" ") }
      return answer
    }
  }

  private let memory = RecordedMemory(parts: [(0x1000, Data("some text\0".utf8))])

  private func line(_ recorder: Recorder, isJSON: Bool = false) -> String {
    let decoder = CallDecoder(options: DecodingOptions(), annotator: recorder)
    var output = OutputBuffer()
    var call = CallInFlight(number: 0, arguments: [3, 0x1000, 64, 0, 0, 0])
    let result = CallResult(value: 4, isError: false)
    if isJSON {
      decoder.writeEntry(&call, memory: memory, into: &output)
      decoder.writeExit(&call, result: result, memory: memory, into: &output)
    } else {
      decoder.printEntry(&call, memory: memory, into: &output)
      decoder.printExit(&call, result: result, memory: memory, into: &output)
    }
    return String(decoding: output.bytes, as: UTF8.self)
  }

  @Test func nothingIsAdded() {
    #expect(line(Recorder(answer: .none)).hasPrefix("read(3, \"some\", 64)"))
  }

  @Test func anObjectStandsBeforeTheValue() {
    #expect(line(Recorder(answer: .prefix)).hasPrefix("read(3, &object \"some\", 64)"))
  }

  @Test func anObjectStandsForTheValue() {
    #expect(line(Recorder(answer: .replaced)).hasPrefix("read(3, &object, 64)"))
  }

  @Test func anObjectOfJSONIsAMember() {
    #expect(
      line(Recorder(answer: .prefix), isJSON: true).contains(#""object":"object","value":"some""#))
  }

  @Test func theAnnotatorKnowsTheBuffer() {
    let recorder = Recorder(answer: .none)
    _ = line(recorder)
    #expect(recorder.asked.count == 1)
    #expect(recorder.asked.first?.address == 0x1000)
    #expect(recorder.asked.first?.index == 1)
    #expect(recorder.asked.first?.length == 64)
    #expect(recorder.asked.first?.direction == .written)
    #expect(recorder.asked.first?.moment == .exit)
    #expect(recorder.asked.first?.result?.value == 4)
  }
}
