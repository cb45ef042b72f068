// One kind of input that Scry reads from others: how samples of it are made, and what is asked of a damaged one.

import Foundation
import TestSupport

/// A driver of `make fuzz`. To add one: make a type, and add it to `FuzzDrivers.all`.
public protocol FuzzDriver: Sendable {
  /// A word for the command line and for what is found.
  static var name: String { get }

  /// Makes sound samples: programs that are compiled, processes that are saved. Files that `run` needs too stay in the folder.
  static func makeSeeds(in workspace: Workspace) throws -> [FuzzSeed]

  /// Asks everything of an input that a command could ask, and tells whether the input was taken for what it is. It must end in
  /// order, whatever the bytes are; sound ones are taken.
  static func run(_ input: FuzzInput) -> Bool
}

/// A sound sample.
public struct FuzzSeed: Sendable {
  /// Tells it from the driver's others.
  public let name: String
  public let bytes: [UInt8]
  /// Where damage does most: headers, tables, counts. Each is as likely to be hit as any other, however small.
  public let places: [Range<Int>]

  public init(_ name: String, _ bytes: [UInt8], places: [Range<Int>]) {
    self.name = name
    self.bytes = bytes
    self.places = places.filter { !$0.isEmpty && $0.upperBound <= bytes.count }
  }
}

/// A damaged sample.
public struct FuzzInput: @unchecked Sendable {
  /// Valid while the driver runs.
  public let bytes: UnsafeRawBufferPointer
  /// Its number, for choices that must be the same every time.
  public let number: Int
  /// Where the seeds' files are.
  public let folder: URL
}

/// All drivers.
public enum FuzzDrivers {
  public static let all: [any FuzzDriver.Type] = [
    CoreDriver.self, NoteDriver.self, PackedDriver.self, AgentDriver.self, DwarfDriver.self,
    UnwindDriver.self, TableDriver.self, ThemeDriver.self, ExpressionDriver.self,
    CallSetDriver.self,
  ]

  /// The driver of that name.
  public static func named(_ name: String) -> (any FuzzDriver.Type)? {
    all.first { $0.name == name }
  }
}
