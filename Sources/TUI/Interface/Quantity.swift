// Numbers as a person reads them.

/// How counts and sizes are written.
public enum Quantity {
  /// With commas between thousands.
  public static func count(_ number: some BinaryInteger) -> String {
    let digits = String(number.magnitude)
    var result = ""
    for (place, digit) in digits.enumerated() {
      if place > 0, (digits.count - place).isMultiple(of: 3) { result.append(",") }
      result.append(digit)
    }
    return number < 0 ? "-" + result : result
  }

  /// In bytes, KiB, MiB, GiB or TiB with at most four digits: `832`, `16.0K`, `1.25M`.
  public static func bytes(_ number: UInt64) -> String {
    guard number >= 10_000 else { return String(number) }
    var value = Double(number)
    var unit = ""
    for next in ["K", "M", "G", "T", "P", "E"] where value >= 1000 {
      value /= 1024
      unit = next
    }
    let decimals = value < 10 ? 100.0 : value < 100 ? 10.0 : 1.0
    let rounded = (value * decimals).rounded() / decimals
    let text = decimals == 1 ? String(Int(rounded)) : String(rounded)
    return text + unit
  }

  /// How long ago something was.
  static func age(_ duration: Duration) -> String {
    let seconds = duration.components.seconds
    switch seconds {
    case ..<1: return "now"
    case ..<60: return "\(seconds) s ago"
    case ..<3600: return "\(seconds / 60) min ago"
    default: return "\(seconds / 3600) h ago"
    }
  }
}
