import Synchronization
import Terminal

/// Which theme is shown and which file it came from, so that a change of the file is seen on the screen at once.
final class ShownTheme: Sendable {
    private struct State {
        var name: String
        var stamp: ThemeStore.Stamp?
    }

    private let state: Mutex<State>
    private let themes: ThemeStore

    init(_ themes: ThemeStore, name: String) {
        self.themes = themes
        state = Mutex(State(name: name, stamp: themes.stamp(of: name)))
    }

    /// Whether it came from a file that can be edited.
    var isFile: Bool { state.withLock { $0.stamp != nil } }

    /// Shows another theme; it stays with the one before where that can't be used.
    func show(_ name: String) throws(ThemeError) -> Theme {
        let stamp = themes.stamp(of: name)
        let theme = try themes.theme(named: name)
        state.withLock { $0 = State(name: name, stamp: stamp) }
        return theme
    }

    /// The theme as its file says it now; `nil` where the file is as it was, or gone.
    func changed() throws(ThemeError) -> Theme? {
        let shown = state.withLock { $0 }
        guard let before = shown.stamp, let stamp = themes.stamp(of: shown.name), stamp != before else { return nil }
        // What is broken is told once, and looked at again when it changes again.
        state.withLock { if $0.name == shown.name { $0.stamp = stamp } }
        return try themes.theme(named: shown.name)
    }
}
