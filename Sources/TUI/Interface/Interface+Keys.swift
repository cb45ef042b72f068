// The keys of every view.

import Primitives
import Rendering

/// A view that a digit opens.
struct Place: Sendable {
  let key: Character
  let help: String
  /// Whether a view is this one.
  let isShown: @Sendable (any View) -> Bool
  let make: @Sendable (Session) -> any View
}

extension Interface {
  /// The views that can be reached from everywhere.
  static var places: [Place] { Place.all }

  func handle(_ key: Key) {
    if var open = prompt { return handle(key, &open) }
    message = nil
    let view = trail.current
    for binding in view.bindings where binding.keys.contains(key) { return binding.run() }
    for binding in bindings where binding.keys.contains(key) { return binding.run() }
    if view.handle(key) { return }
    switch key {
    case .left, .character("h"): goBack()
    case .character(let digit):
      if let place = Self.places.first(where: { $0.key == digit }) { go(to: place) }
    default: break
    }
  }

  private func goBack() {
    if !trail.goBack() { message = StyledText("this is the first view", .note) }
    _ = trail.current.update()
  }

  private func handle(_ key: Key, _ open: inout Prompt) {
    if rowBeforeGo != nil, key == .character("g"), open.text.isEmpty { goToTop() }
    switch open.handle(key, history: session.histories[open.label] ?? []) {
    case .editing:
      prompt = open
      if String(open.text) != "g" { forgetGoToTop() }
    case .cancelled:
      prompt = nil
      rowBeforeGo = nil
      open.cancel()
    case .done:
      prompt = nil
      rowBeforeGo = nil
      remember(String(open.text), in: open.label)
      open.done(String(open.text))
    }
  }

  private func remember(_ line: String, in label: String) {
    guard !line.isEmpty else { return }
    var history = session.histories[label] ?? []
    history.removeAll { $0 == line }
    history.append(line)
    session.histories[label] = history.suffix(200)
  }

  private func go(to place: Place) {
    guard session.inspector != nil else { return session.say(Self.notOpen) }
    if !place.isShown(trail.current) { session.open(place.make(session)) }
  }

  static let notOpen = StyledText("the target is still being opened", .note)

  /// The keys that work in every view.
  var bindings: [Binding] {
    [
      Binding("/", "search", "Look for a text; n and N go on") { [self] in askSearch() },
      Binding("g", "go", "Go to an address, a symbol or an expression") { [self] in askGo() },
      Binding(":", "scry", "Run a command of Scry; its output is a view") { [self] in askCommand()
      },
      Binding([.character("?"), .function(1)], "help", "All keys of this view") { [self] in
        showHelp()
      },
      Binding([.character("q"), .function(10)], "quit", "Leave; the process goes on") {
        [self] in end()
      },
      Binding("n", "", "The next place where the text is") { [self] in searchAgain(true) },
      Binding("N", "", "The place before") { [self] in searchAgain(false) },
      Binding([.backspace, .character("[")], "", "Back to the view before") { [self] in goBack() },
      Binding("]", "", "Forward again") { [self] in
        if !trail.goForward() { message = StyledText("this is the last view", .note) }
        _ = trail.current.update()
      },
      Binding("u", "", "Who points at what the cursor is on") { [self] in
        openPlace { ReferencesView($0, $1) }
      },
      Binding("p", "", "The shortest path to it from a variable, a stack or a register") { [self] in
        openPlace { PathView($0, $1) }
      },
      Binding("r", "", "Look at the process anew") { [self] in look() },
      Binding("S", "", "Stop the process, or let it run again") { [self] in toggleHold() },
      Binding("B", "", "Bookmarks") { [self] in session.open(BookmarksView(session)) },
      Binding([.escape], "", "Interrupt what is being done, else back to the view before") {
        [self] in
        if search == nil, activity == nil { goBack() } else { interrupt() }
      },
      Binding([.control("c")], "", "Interrupt what is being done") { [self] in interrupt() },
      Binding([.control("l")], "", "Draw the screen anew") { [self] in
        screen.resize()
        screen.redraw()
      },
      Binding([.control("z")], "", "Suspend") { [self] in suspend() },
    ]
  }

  /// A view of the address that the cursor is on.
  private func openPlace(_ view: (Session, Address) -> any View) {
    guard session.inspector != nil else { return session.say(Self.notOpen) }
    guard let address = trail.current.selectedAddress else {
      return session.say(StyledText("there is no address under the cursor", .note))
    }
    session.open(view(session, address))
  }

  /// Goes to the first place with each character that is typed, and back when that is given up.
  private func askSearch() {
    guard let rows = trail.current.searchable else {
      return session.say(StyledText("there is nothing to search here", .note))
    }
    let start = rows.selectedRow
    prompt = Prompt(
      "/",
      change: { [self] text in
        rows.selectedRow = start
        startSearch(text, isForward: true)
      },
      cancel: { [self] in
        startSearch("", isForward: true)
        rows.selectedRow = start
      },
      done: { [self] text in
        if text.isEmpty { searchAgain(true) } else { lastSearch = text }
      })
  }

  private func searchAgain(_ isForward: Bool) {
    guard let lastSearch else {
      return session.say(StyledText("nothing has been searched yet: / does", .note))
    }
    startSearch(lastSearch, isForward: isForward)
  }

  // MARK: Going to an address

  private func askGo() {
    guard session.inspector != nil else { return session.say(Self.notOpen) }
    rowBeforeGo = trail.current.searchable?.selectedRow
    prompt = Prompt(
      "go to", complete: { [session] in session.names(completing: $0) },
      done: { [session] text in
        if !text.isEmpty { session.open(ObjectView(session, expression: text)) }
      })
  }

  /// `gg` is the top of the list, unless it is the beginning of a name.
  private func goToTop() { trail.current.searchable?.selectedRow = 0 }

  private func forgetGoToTop() {
    guard let row = rowBeforeGo, prompt?.text.isEmpty == false else { return }
    trail.current.searchable?.selectedRow = row
    rowBeforeGo = nil
  }

  /// Takes `gg` for the top of the list when nothing has followed it.
  func closeIdlePrompt() {
    guard rowBeforeGo != nil, let open = prompt, open.text == ["g"] else { return }
    prompt = nil
    rowBeforeGo = nil
  }

  // MARK: Help

  private func showHelp() {
    func rows(_ bindings: [Binding]) -> [(keys: String, help: String)] {
      bindings.map { ($0.label, $0.help) }
    }
    let view = trail.current
    session.open(
      HelpView([
        ("This view: \(view.title.plain)", rows(view.bindings)),
        ("Views", Self.places.map { (String($0.key), $0.help) }),
        ("Everywhere", rows(bindings)),
        ("Moving", Self.movement),
      ]) { [session] in session.back() })
  }

  private static let movement: [(keys: String, help: String)] = [
    ("Up k, Down j", "A row"),
    ("Right l Enter", "Open, or unfold"),
    ("Left h", "Fold, go to what it is part of, or back to the view before"),
    ("PgUp ^B, PgDn ^F Space", "A page"),
    ("^U, ^D", "Half a page"),
    ("Home gg, End G", "The first row, the last row"),
    ("wheel, click", "Scroll, select; a click on what is selected opens it"),
  ]
}
