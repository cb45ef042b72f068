// swift-tools-version: 6.2
// One target per module of Documentation/INTERNALS.md, listed so that each may import only those above it.
import PackageDescription

let swift6: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("ExistentialAny"),
]

let package = Package(
  name: "scry",
  products: [.executable(name: "scry", targets: ["scry"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
  ],
  targets: [
    // System libraries and C shims.
    .systemLibrary(name: "CZydis", providers: [.apt(["libzydis-dev"])]),
    .systemLibrary(name: "CDeflate", providers: [.apt(["libdeflate-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
    .systemLibrary(name: "CLzma", pkgConfig: "liblzma", providers: [.apt(["liblzma-dev"])]),
    .target(
      name: "CDecoder", dependencies: ["CZydis"], linkerSettings: [.linkedLibrary("Zydis")]),
    .target(
      name: "CCurses", cSettings: [.define("_GNU_SOURCE")],
      linkerSettings: [.linkedLibrary("ncursesw"), .linkedLibrary("tinfo")]),
    .target(name: "CDemangle", linkerSettings: [.linkedLibrary("iberty")]),
    .target(name: "CLinux", cSettings: [.define("_GNU_SOURCE")]),
    // The tables of system calls and of the kernel's types, embedded as they are.
    .target(name: "SystemCallData", exclude: ["tables", "generator", "kernel.catalogue"]),
    // The themes of the folder Themes, embedded too.
    .target(name: "ThemeData"),

    // The agent and the layout of everything that it writes.
    .target(name: "AgentLayout"),
    .target(
      name: "Agent", dependencies: ["AgentLayout"], exclude: ["agent"], plugins: ["BuildAgent"]),

    // The engine.
    .target(
      name: "Primitives",
      dependencies: ["CLinux", .product(name: "SystemPackage", package: "swift-system")],
      swiftSettings: swift6),
    .target(name: "TypeModel", dependencies: ["Primitives", "AgentLayout"], swiftSettings: swift6),
    .target(
      name: "DebugInfo",
      dependencies: [
        "Primitives", "CLinux", "CDemangle", "CDeflate", "CZstd", "CLzma",
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: swift6),
    .target(
      name: "AllocationSites",
      dependencies: ["Primitives", "TypeModel", "DebugInfo", "AgentLayout", "CDecoder"],
      swiftSettings: swift6),
    .target(
      name: "Metadata",
      dependencies: [
        "Primitives", "TypeModel", "DebugInfo", "AllocationSites", "AgentLayout", "CLinux",
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: swift6),
    .target(
      name: "TargetMemory",
      dependencies: [
        "Primitives", "CLinux", .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: swift6),
    .target(
      name: "Ptrace",
      dependencies: [
        "Primitives", "TargetMemory", "CLinux",
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: swift6),
    .target(
      name: "CoreFiles",
      dependencies: [
        "Primitives", "DebugInfo", "TargetMemory", "Ptrace", "CZlib", "CZstd", "CLzma",
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: swift6),
    .target(
      name: "SystemCalls",
      dependencies: [
        "Primitives", "SystemCallData", "CLinux",
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: swift6),
    .target(
      name: "Tracing",
      dependencies: [
        "Primitives", "CLinux", "TargetMemory", "Ptrace", "SystemCalls",
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: swift6),
    .target(
      name: "AgentIndex", dependencies: ["Primitives", "TargetMemory", "TypeModel", "AgentLayout"],
      swiftSettings: swift6),
    .target(
      name: "Inspection",
      dependencies: [
        "Primitives", "TypeModel", "DebugInfo", "Metadata", "AllocationSites", "TargetMemory",
        "AgentIndex", "AgentLayout", "CDecoder",
      ],
      swiftSettings: swift6),
    .target(
      name: "Rendering",
      dependencies: [
        "Primitives", "TypeModel", "AllocationSites", "TargetMemory", "Metadata", "Inspection",
        "AgentLayout", "ThemeData",
      ],
      swiftSettings: swift6),
    .target(
      name: "CallObjects",
      dependencies: [
        "Primitives", "CLinux", "TargetMemory", "SystemCalls", "Tracing", "Inspection", "Rendering",
      ],
      swiftSettings: swift6),
    .target(
      name: "TUI",
      dependencies: [
        "Primitives", "CLinux", "CCurses", "TypeModel", "Metadata", "TargetMemory", "AgentIndex",
        "Inspection", "Rendering",
      ],
      swiftSettings: swift6),
    .executableTarget(
      name: "scry",
      dependencies: [
        "Primitives", "TypeModel", "DebugInfo", "Metadata", "TargetMemory", "Ptrace", "CoreFiles",
        "AgentIndex", "Inspection", "Rendering", "AllocationSites", "AgentLayout", "Agent",
        "CLinux", "SystemCalls", "Tracing", "CallObjects", "TUI",
        .product(name: "SystemPackage", package: "swift-system"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: swift6),

    // Questions of Benchmarks/run that need the engine itself.
    .executableTarget(
      name: "ScryBench", dependencies: ["AgentIndex", "TargetMemory", "Primitives"],
      path: "Benchmarks/ScryBench", swiftSettings: swift6),

    // What the tests run.
    .target(
      name: "TestTargets", path: "TestTargets", exclude: ["programs"], plugins: ["BuildTestTargets"]
    ),
    .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: swift6),
    .target(
      name: "Fuzzing",
      dependencies: [
        "TestSupport", "Inspection", "Rendering", "Metadata", "AgentIndex", "CoreFiles",
        "DebugInfo", "TargetMemory", "TypeModel", "Primitives", "AgentLayout", "Tracing",
      ],
      path: "Tests/Fuzzing", swiftSettings: swift6),
    .executableTarget(
      name: "ScryFuzz", dependencies: ["Fuzzing"], path: "Tests/ScryFuzz", swiftSettings: swift6),
    .testTarget(
      name: "AgentTests", dependencies: ["TestSupport", "AgentLayout", "Agent", "Primitives"],
      swiftSettings: swift6),
    .testTarget(name: "PrimitivesTests", dependencies: ["Primitives"], swiftSettings: swift6),
    .testTarget(
      name: "DebugInfoTests",
      dependencies: [
        "TestSupport", "Fuzzing", "DebugInfo", "Primitives",
        .product(name: "SystemPackage", package: "swift-system"),
      ],
      swiftSettings: swift6),
    .testTarget(
      name: "AllocationSitesTests",
      dependencies: [
        "TestSupport", "AllocationSites", "Metadata", "TypeModel", "DebugInfo", "Primitives",
        "AgentLayout",
      ],
      swiftSettings: swift6),
    .testTarget(
      name: "MetadataTests",
      dependencies: [
        "TestSupport", "Metadata", "TypeModel", "DebugInfo", "AllocationSites", "AgentLayout",
        "Primitives", "TestTargets",
      ],
      swiftSettings: swift6),
    .testTarget(
      name: "InspectionTests",
      dependencies: [
        "TestSupport", "Inspection", "Rendering", "AgentIndex", "Metadata", "TargetMemory",
        "Ptrace",
        "TypeModel", "Primitives", "Agent",
      ],
      swiftSettings: swift6),
    .testTarget(
      name: "SystemCallsTests", dependencies: ["TestSupport", "SystemCalls"],
      exclude: ["calls.c", "recorder.h", "tracing_calls.h"],
      swiftSettings: swift6),
    .testTarget(
      name: "CoreFilesTests",
      dependencies: ["TestSupport", "CoreFiles", "DebugInfo", "TargetMemory", "Primitives"],
      swiftSettings: swift6),
    .testTarget(
      name: "RenderingTests",
      dependencies: [
        "TestSupport", "Rendering", "Inspection", "TargetMemory", "TypeModel", "Primitives",
      ],
      swiftSettings: swift6),
    .testTarget(
      name: "ProgramTests",
      dependencies: [
        "TestSupport", "Fuzzing", "ScryFuzz", "scry", "TestTargets", "Agent", "Primitives",
        "CLinux",
        "Metadata", "TypeModel", "AgentLayout",
      ],
      exclude: [
        "Compatibility", "gdb_stacks.py", "Golden", "References/holders.c", "Screens/Expected",
        "Trace/Programs",
      ],
      swiftSettings: swift6),

    .plugin(name: "BuildAgent", capability: .buildTool()),
    .plugin(name: "BuildTestTargets", capability: .buildTool()),
  ]
)
