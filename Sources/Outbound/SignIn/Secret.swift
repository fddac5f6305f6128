/// A value that must not be seen: it prints as dots wherever it is printed, logged, dumped or interpolated.
struct Secret: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The value itself: for the one header or body that carries it.
    let exposed: String

    /// Hides `value`.
    init(_ value: String) { exposed = value }

    var description: String { "•••" }
    var debugDescription: String { "•••" }
    var customMirror: Mirror { Mirror(self, children: []) }
}
