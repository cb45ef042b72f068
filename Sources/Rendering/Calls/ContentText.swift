// The content of a buffer that a system call was given, shown by the type of the object that the buffer is.

import Inspection
import Primitives
import TypeModel

extension Classification {
  /// The value of the largest object that begins at this address and ends within `length` bytes, on one line as `scry print` shows it; nil for
  /// characters and bytes, which are shown better as a string, and when no typed object begins and ends here.
  public func contentText(length: UInt64, in scope: InspectorScope) -> [UInt8]? {
    guard let type = contentType(length: length), !type.isBytes else { return nil }
    var limits = ViewLimits()
    limits.elements = 8
    limits.stringLength = 32
    limits.values = 64
    let value = ExpressionValue(type: type, place: .memory(address))
    let view = ViewBuilder.view(of: value, in: scope, limits: limits)
    return ValueText(width: Self.width).oneLine(view).map { Array($0.utf8) }
  }

  /// A value that takes more columns is not shown within a call.
  private static let width = 400

  /// The type of what begins at the address and is at most `length` bytes long, the largest of several.
  private func contentType(length: UInt64) -> ExpressionType? {
    guard let object, address >= object.start, state != .freed else { return nil }
    let offset = address - object.start
    if offset == 0, let whole = object.shape.type(within: length) { return whole }
    // The members of a union are several objects at one place.
    let readings = object.shape.readings(at: offset).all
    guard readings.count == 1, let steps = readings.first?.steps else { return nil }
    for step in steps where step.offset == offset {
      guard let type = step.type, let size = type.concrete.size, size > 0, size <= length else {
        continue
      }
      return .declared(type)
    }
    return nil
  }
}

extension PointedAnswer {
  /// Whether the object is anything but characters and bytes, so that `contentText` may have something to show.
  public var holdsValues: Bool {
    guard let object = classification.object else { return false }
    return !ExpressionType.declared(object.shape.element).isBytes
  }
}

extension ObjectShape {
  /// One object, or as many as fit within `length` bytes.
  fileprivate func type(within length: UInt64) -> ExpressionType? {
    guard let one = element.concrete.size, one > 0, one <= length else { return nil }
    guard case .array(let count) = fit, count > 1 else { return .declared(element) }
    return .array(.declared(element), count: min(count, length / one))
  }
}

extension ExpressionType {
  /// Whether it is characters or bytes, or many of them.
  fileprivate var isBytes: Bool {
    switch shape {
    case .integer(let size, _, _): size == 1
    case .array(let element, _): element.isBytes
    case .void, .function, .opaque: true
    default: false
    }
  }
}
