// What functions of libc and the C++ runtime do with blocks, by their symbols.

/// A library function that the interpretation understands without seeing its code.
struct KnownFunction: Sendable {
  var effect: Effect

  enum Effect: Sendable {
    /// Gives a block; `ofCharacters` when it is known to hold text.
    case allocates(ofCharacters: Bool)
    /// Stores a block through a parameter.
    case allocatesThrough(parameter: Int, ofCharacters: Bool)
    /// Gives its parameter back.
    case returnsArgument(Int)
    /// Neither gives a block nor says anything of its arguments.
    case ignores
    /// Does not come back.
    case stops
  }

  /// Whether a function of this name that a program defines itself does the same: an allocator linked in. Other names, like
  /// `err`, a program may use for something else.
  var isMemoryFunction: Bool {
    switch effect {
    case .allocates(ofCharacters: false), .allocatesThrough(_, ofCharacters: false), .ignores,
      .returnsArgument:
      true
    default: false
    }
  }

  var returnsArgument: Bool {
    if case .returnsArgument = effect { return true }
    return false
  }

  /// Whether a call allocates an object of C++: `operator new` or `operator new[]` in any of its forms.
  static func isNew(_ callee: Callee) -> Bool {
    guard case .external(let symbol) = callee else { return false }
    return symbol.starts(with: "_Znw".utf8) || isArrayNew(callee)
  }

  /// Whether a call gives its first argument's block with another size.
  static func isResize(_ callee: Callee) -> Bool {
    guard case .external(let symbol) = callee else { return false }
    return resizing.contains { symbol.elementsEqual($0.utf8) }
  }

  /// Whether a call gives a block back and nothing else: `free`, `operator delete`, `munmap`.
  static func isFree(_ callee: Callee) -> Bool {
    guard case .external(let symbol) = callee else { return false }
    return freeing.contains(symbol)
  }

  private static let resizing = ["realloc", "reallocarray", "__libc_realloc", "je_realloc"]

  /// `operator new[]` in any of its forms.
  static func isArrayNew(_ callee: Callee) -> Bool {
    guard case .external(let symbol) = callee else { return false }
    return symbol.starts(with: "_Zna".utf8)
  }

  /// By symbol, without version; nil for functions that are not known.
  static func named(_ symbol: [UInt8]) -> KnownFunction? {
    table[symbol] ?? (throwsStandard(symbol) ? KnownFunction(effect: .stops) : nil)
  }

  /// Whether a symbol is one of libstdc++'s `std::__throw_…` (<bits/functexcept.h>): `_ZSt`, the name's length, the name.
  private static func throwsStandard(_ symbol: [UInt8]) -> Bool {
    guard symbol.starts(with: "_ZSt".utf8) else { return false }
    let digits = symbol.dropFirst(4).prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    return !digits.isEmpty && symbol[digits.endIndex...].starts(with: "__throw_".utf8)
  }

  /// The parameters of an allocation function that are sizes and counts.
  static func sizeParameters(of symbol: [UInt8]) -> [Int] {
    switch String(decoding: symbol, as: UTF8.self) {
    case "calloc", "__libc_calloc", "je_calloc": [0, 1]
    case "realloc", "__libc_realloc", "je_realloc", "rallocx", "aligned_alloc", "memalign",
      "__libc_memalign", "mmap", "mmap64":
      [1]
    case "reallocarray": [1, 2]
    case "posix_memalign", "mremap": [2]
    default: [0]
    }
  }

  private static let allocators = [
    "malloc", "calloc", "realloc", "reallocarray", "aligned_alloc", "memalign", "valloc", "pvalloc",
    "__libc_malloc", "__libc_calloc", "__libc_realloc", "__libc_memalign", "_Znwm", "_Znam",
    "_ZnwmRKSt9nothrow_t", "_ZnamRKSt9nothrow_t", "_ZnwmSt11align_val_t", "_ZnamSt11align_val_t",
    "_ZnwmSt11align_val_tRKSt9nothrow_t", "_ZnamSt11align_val_tRKSt9nothrow_t", "mmap", "mmap64",
    "mremap", "je_malloc", "je_calloc", "je_realloc", "mallocx", "rallocx", "mi_malloc",
    "tc_malloc",
  ]

  private static let textAllocators = [
    "strdup", "strndup", "__strdup", "__strndup", "getcwd", "get_current_dir_name", "realpath",
    "canonicalize_file_name", "tempnam", "__realpath_chk", "__getcwd_chk",
  ]

  private static let textOutParameters = [
    ("asprintf", 0), ("vasprintf", 0), ("__asprintf_chk", 0), ("__vasprintf_chk", 0),
    ("getline", 0), ("getdelim", 0), ("__getdelim", 0), ("open_memstream", 0),
  ]

  private static let returningTheirFirst = [
    "memcpy", "memmove", "memset", "strcpy", "strncpy", "strcat", "strncat", "memccpy", "wmemcpy",
    "wmemmove", "wmemset", "wcscpy", "wcsncpy", "__memcpy_chk", "__memmove_chk", "__memset_chk",
    "__strcpy_chk", "__strncpy_chk", "__strcat_chk", "__strncat_chk",
  ]

  private static let ignoring = [
    "free", "cfree", "free_sized", "free_aligned_sized", "_ZdlPv", "_ZdaPv", "_ZdlPvm", "_ZdaPvm",
    "_ZdlPvRKSt9nothrow_t", "_ZdaPvRKSt9nothrow_t", "_ZdlPvSt11align_val_t",
    "_ZdaPvSt11align_val_t", "_ZdlPvmSt11align_val_t", "_ZdaPvmSt11align_val_t",
    "_ZdlPvSt11align_val_tRKSt9nothrow_t", "_ZdaPvSt11align_val_tRKSt9nothrow_t", "munmap",
    "je_free", "__cxa_free_exception",
  ]

  private static let freeing = Set(ignoring.map { Array($0.utf8) })

  private static let stopping = [
    "abort", "exit", "_exit", "_Exit", "quick_exit", "__stack_chk_fail", "__assert_fail",
    "__assert", "__assert_perror_fail", "__fortify_fail", "__chk_fail", "longjmp", "_longjmp",
    "siglongjmp", "__longjmp_chk", "_Unwind_Resume", "__cxa_throw", "__cxa_rethrow",
    "__cxa_bad_cast", "__cxa_bad_typeid", "__cxa_throw_bad_array_new_length",
    "__cxa_call_unexpected", "__cxa_pure_virtual", "__cxa_deleted_virtual", "_ZSt9terminatev",
    "_ZSt10unexpectedv", "_ZSt21__glibcxx_assert_failPKciS0_S0_", "__clang_call_terminate",
    "_ZSt17rethrow_exceptionNSt15__exception_ptr13exception_ptrE", "pthread_exit", "thrd_exit",
    "err", "errx", "verr", "verrx", "__libc_fatal",
  ]

  private static let table: [[UInt8]: KnownFunction] = {
    var result: [[UInt8]: KnownFunction] = [:]
    func add(_ names: [String], _ effect: Effect) {
      for name in names { result[Array(name.utf8)] = KnownFunction(effect: effect) }
    }
    add(allocators, .allocates(ofCharacters: false))
    add(textAllocators, .allocates(ofCharacters: true))
    add(["posix_memalign"], .allocatesThrough(parameter: 0, ofCharacters: false))
    for (name, parameter) in textOutParameters {
      add([name], .allocatesThrough(parameter: parameter, ofCharacters: true))
    }
    add(returningTheirFirst, .returnsArgument(0))
    add(ignoring, .ignores)
    add(stopping, .stops)
    return result
  }()
}
