/// How a console behaves, as whoever starts it wants it.
public struct ConsoleOptions: Sendable {
    /// Whether every change is refused.
    public var isReadOnly: Bool
    /// After so long without a key the screen is hidden; `nil` for never.
    public var lockAfter: Duration?
    /// Which keys do what.
    public var keys: KeyBindings
    /// Where the user's view is kept; `nil` to keep none.
    public var view: ViewStateFile?
    /// When the first steps are shown.
    public var tour: TourChoice
    /// Whether the bell sounds when something critical comes up.
    public var ringsBell: Bool
    /// Whether the desktop is told when something critical comes up: its sentence, which is never patient data.
    public var tellsDesktop: Bool

    /// When the first steps are shown.
    public enum TourChoice: Sendable, Hashable {
        /// At the first run of a user.
        case first
        /// At this run.
        case always
        /// Only when asked for by `:tour`.
        case never
    }

    /// The usual: changes are asked of the engine, nothing locks by itself, and keys are the usual ones.
    public init(
        isReadOnly: Bool = false, lockAfter: Duration? = nil, keys: KeyBindings = .usual,
        view: ViewStateFile? = nil, tour: TourChoice = .never, ringsBell: Bool = false,
        tellsDesktop: Bool = false
    ) {
        self.isReadOnly = isReadOnly
        self.lockAfter = lockAfter
        self.keys = keys
        self.view = view
        self.tour = tour
        self.ringsBell = ringsBell
        self.tellsDesktop = tellsDesktop
    }
}

extension ConsoleModel {
    /// Behaves as whoever started it wants it.
    mutating func take(_ options: ConsoleOptions) {
        isReadOnly = options.isReadOnly
        lockAfter = options.lockAfter
        keys = options.keys
        ringsBell = options.ringsBell
        tellsDesktop = options.tellsDesktop
    }
}
