// What a decoder keeps from call to call.

/// Options, tables and working memory of a decoder: used by one thread at a time.
final class DecodingContext {
  let options: DecodingOptions
  let annotator: (any PointerAnnotator)?
  /// Where bytes of the target are copied to.
  let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)

  init(options: DecodingOptions, annotator: (any PointerAnnotator)?) {
    self.options = options
    self.annotator = annotator
  }

  deinit { scratch.deallocate() }
}
