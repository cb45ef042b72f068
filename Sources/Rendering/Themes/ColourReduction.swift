// The nearest colour that a terminal of fewer colours can show.

import Glibc

extension Look {
  /// The look on a terminal of a depth. Of a bright colour among eight what is left is bold text.
  public func reduced(to depth: ColourDepth) -> Look {
    var result = self
    result.foreground = foreground?.reduced(to: depth)
    result.background = background?.reduced(to: depth)
    if depth == .eight, case .indexed(let number)? = foreground?.reduced(to: .sixteen), number >= 8
    {
      result.attributes.insert(.bold)
    }
    return result
  }
}

extension Colour {
  /// The colour that comes nearest; nil for a terminal without colours.
  public func reduced(to depth: ColourDepth) -> Colour? {
    switch (depth, self) {
    case (.monochrome, _): nil
    case (.trueColour, _): self
    case (.indexed256, .indexed): self
    case (.indexed256, .rgb): .indexed(nearest(in: 16...255))
    case (.sixteen, .indexed(let number)) where number < 16: self
    case (.sixteen, _): .indexed(nearest(in: 0...15))
    case (.eight, .indexed(let number)) where number < 16: .indexed(number & 7)
    case (.eight, _): .indexed(nearest(in: 0...15) & 7)
    }
  }

  /// The fewest colours with which a terminal shows this one as it is.
  var depth: ColourDepth {
    switch self {
    case .indexed(0...7): .eight
    case .indexed(8...15): .sixteen
    case .indexed: .indexed256
    case .rgb: .trueColour
    }
  }

  private func nearest(in palette: ClosedRange<UInt8>) -> UInt8 {
    let wanted = PerceivedColour(components)
    return palette.min {
      wanted.distance(to: PerceivedColour(Colour.indexed($0).components))
        < wanted.distance(to: PerceivedColour(Colour.indexed($1).components))
    } ?? palette.lowerBound
  }

  /// Red, green and blue; those of the terminal's own sixteen as xterm has them, for terminals let people choose them.
  var components: (red: UInt8, green: UInt8, blue: UInt8) {
    switch self {
    case .rgb(let red, let green, let blue): return (red, green, blue)
    case .indexed(let number) where number < 16: return Self.basic[Int(number)]
    case .indexed(let number) where number < 232:
      let cube = number - 16
      return (Self.level(cube / 36), Self.level(cube / 6 % 6), Self.level(cube % 6))
    case .indexed(let number):
      let grey = 8 + 10 * (number - 232)
      return (grey, grey, grey)
    }
  }

  private static func level(_ step: UInt8) -> UInt8 { step == 0 ? 0 : 55 + 40 * step }

  private static let basic: [(red: UInt8, green: UInt8, blue: UInt8)] = [
    (0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0), (0, 0, 238), (205, 0, 205),
    (0, 205, 205), (229, 229, 229), (127, 127, 127), (255, 0, 0), (0, 255, 0), (255, 255, 0),
    (92, 92, 255), (255, 0, 255), (0, 255, 255), (255, 255, 255),
  ]
}

/// A colour where distances are as people see them: Oklab (Ottosson, "A perceptual color space for image processing", 2020).
private struct PerceivedColour {
  let lightness, greenRed, blueYellow: Double

  init(_ colour: (red: UInt8, green: UInt8, blue: UInt8)) {
    let red = Self.linear(colour.red)
    let green = Self.linear(colour.green)
    let blue = Self.linear(colour.blue)
    let long = cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    let middle = cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    let short = cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    greenRed = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    blueYellow = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
  }

  /// The square of the distance, differences of hue twice those of lightness: among few colours the hue says more.
  func distance(to other: PerceivedColour) -> Double {
    let light = lightness - other.lightness
    let redness = 2 * (greenRed - other.greenRed)
    let yellowness = 2 * (blueYellow - other.blueYellow)
    return light * light + redness * redness + yellowness * yellowness
  }

  /// Undoes the gamma of sRGB (IEC 61966-2-1).
  private static func linear(_ component: UInt8) -> Double {
    let value = Double(component) / 255
    return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
  }
}
