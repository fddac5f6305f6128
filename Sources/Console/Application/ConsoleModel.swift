import Control
import SyncModel
import SyncStore
import Terminal

/// Everything the console knows: who looks, which screens are open, and what is under way.
struct ConsoleModel: Sendable {
    // MARK: Who and when

    let site: ConsoleSite
    var user: String
    var roles: Set<Role>
    var now: UTCTime
    /// Seconds from UTC of the times shown.
    var utcOffset = 0
    var size = Size(width: 80, height: 24)
    var coach: ConsoleCoach?
    /// This program, to tell whether the engine runs in it.
    var process: Int32 = 0
    /// Whether the console only looks: what changes anything is refused here already.
    var isReadOnly = false

    /// Whether the bell sounds when something critical comes up.
    var ringsBell = false
    /// Whether the desktop is told when something critical comes up.
    var tellsDesktop = false
    /// The critical notices that were there at the last look; `nil` before the first.
    var rung: Set<NoticeID>?
    /// Which keys do what.
    var keys = KeyBindings.usual

    // MARK: How it looks

    /// The themes that can be chosen.
    var themes: [String] = []
    /// The theme that is shown.
    var themeName = ""
    /// Whether it comes from a file, which may change.
    var hasThemeFile = false
    /// The theme that the user chose.
    var chosenTheme: String?
    /// What is kept for the next console; `nil` where nothing is.
    var kept: ViewState?
    /// The first steps, while they are shown.
    var tour: Tour?

    // MARK: The lock

    /// After so long without a key the screen is hidden; `nil` for never.
    var lockAfter: Duration?
    /// When the user last did something.
    var lastInputAt: UTCTime
    /// What the lock page says; `nil` while the console is not locked.
    var locked: LockNote?

    // MARK: What was read

    var overview: Overview?
    var stateProblem: String?
    var isLinkSlow = false
    /// What the feed was told to read.
    var watched: [AnyReading]?
    /// Who else looks at the same.
    var lookout = Lookout()
    /// The last results of what is read, for a screen that comes to ask the same.
    var results: [AnyReading: ReadResult] = [:]

    // MARK: Where the user is

    /// The root at the bottom of the stack.
    var root: RootScreen
    /// Where back leads in the end, whatever the roles say; `nil` for where they say.
    private let chosenHome: RootScreen?
    /// Whether a key or a button was pressed yet: until then the screen follows whoever the engine says the user is.
    var isTouched = false
    /// The open screens: a root, what was opened from it, the uppermost last. Never empty after ``init``.
    var stack: [any Screen] = []
    /// The roots as they were left.
    var parked: [RootScreen: any Screen] = [:]

    // MARK: What is under way

    var notice: Notice?
    /// What was asked of the engine and has no answer yet.
    var errands: [Int: (errand: Errand, deed: String)] = [:]
    /// What was released and is followed until the ERP has it.
    var releases: [Int: Release] = [:]
    var hasFixed = false
    /// The last fix that was made here, as long as it may be taken back.
    var lastFix: MadeFix?
    /// The engine that was asked who the user is.
    var askedEpoch: Int64?
    /// When Ctrl-Z was pressed and not obeyed.
    var stopAskedAt: UTCTime?
    private var lastToken = 0

    init(
        site: ConsoleSite, user: String, roles: Set<Role>, now: UTCTime, coach: ConsoleCoach? = nil,
        home: RootScreen? = nil
    ) {
        self.site = site
        self.user = user
        self.roles = roles
        self.now = now
        self.coach = coach
        lastInputAt = now
        chosenHome = home
        root = home ?? RootScreen.home(of: roles)
        stack = [root.make(context)]
    }

    /// Where the console begins, and where back leads in the end.
    var home: RootScreen { chosenHome ?? RootScreen.home(of: roles) }

    /// A number for something asked, never used before.
    mutating func newToken() -> Int {
        lastToken += 1
        return lastToken
    }

    /// What screens may know.
    var context: ScreenContext {
        ScreenContext(
            site: site, user: user, roles: roles, now: now, utcOffset: utcOffset,
            layout: FrameLayout(size, hasCoach: coachLine != nil), overview: overview, stateProblem: stateProblem,
            present: lookout.others, isReadOnly: isReadOnly, keys: keys)
    }

    /// The number of the screen that fills the body: the uppermost that is no dialog.
    var baseIndex: Int { stack.lastIndex { !$0.isDialog } ?? 0 }

    /// Where the user is, behind whatever stands in front.
    var place: Place? { stack.indices.contains(baseIndex) ? stack[baseIndex].place : nil }

    /// What the coach says here; `nil` once it was dismissed.
    var coachLine: String? {
        guard tour == nil, let coach, size.height >= 16, let line = place?.coach else { return nil }
        let words = coach.lines[line == .queue && hasFixed ? .fixed : line] ?? stack[baseIndex].suggestion
        return words.map(keys.filled)
    }

    /// Says something on the message line, and at its end what can be done about it.
    mutating func say(_ text: String, _ style: Style = .statusInfo, hint: KeyHint? = nil) {
        notice = Notice(text: keys.filled(text), style: style, at: now, hint: hint)
    }
}

/// A fix that was made in this console.
struct MadeFix: Hashable, Sendable {
    /// The number of its errand.
    var token: Int
    /// The id of its command, by which it is taken back.
    var command: String
    /// What was done: `4471-B → 100234`.
    var deed: String

    /// What is said of it on the message line.
    static func hint(_ keys: KeyBindings) -> KeyHint { KeyHint(keys.footerName(of: .undo), "takes it back") }
}

/// What the message line says.
struct Notice: Hashable, Sendable {
    var text: String
    var style: Style
    /// When it was said: it goes after a while.
    var at: UTCTime
    /// A key that follows from it.
    var hint: KeyHint?

    /// Whether it only answers a key, so that the next key takes it away.
    var isRemark = false

    /// How long a notice stays.
    static let stay: Duration = .seconds(30)
}

/// Something that was released, until the ERP has all of it.
struct Release: Hashable, Sendable {
    /// What was done: `4471-B → 100234`.
    var deed: String
    /// How many rows were shown to whoever asked; `nil` where that says nothing.
    var shown: Int?
    /// How many the engine let go; `nil` until it has answered.
    var released: Int?
    /// How many it looked at.
    var affected = 0
    var progress: ReleaseProgress?
    var since: UTCTime

    /// Whether the ERP will get all that the engine looked at.
    var isComplete: Bool { released == affected }

    /// `4471-B → 100234: released 12, 9 accepted, 3 on the way`.
    var text: String {
        guard let released else { return "\(deed) …" }
        let newer = affected - (shown ?? affected)
        let since = newer > 0 ? " (\(newer.grouped) came after you looked)" : ""
        let count = (isComplete ? released.grouped : "\(released.grouped) of \(affected.grouped)") + since
        if let progress { return "\(deed): released \(count), \(progress.text)" }
        return "\(deed): released \(count)" + (released > 0 ? ", on the way" : "")
    }
}
