import Control
import SyncModel
import SyncStore
import Terminal

/// Everything the console knows: what was read, where the user is, and what is under way.
struct ConsoleModel: Sendable {
    /// The screens that stand by themselves.
    enum Root: Hashable, Sendable {
        case overview, queue, messages, endpoints
    }

    /// A screen that was opened from another.
    enum Layer: Sendable {
        case exception(ExceptionScreen)
        case mapItem(MapItemScreen)
        case fixUnit(FixUnitScreen)
        case mapLocation(MapLocationScreen)
        case message(MessageScreen)
    }

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

    // MARK: What was read

    var overview: Overview?
    var stateProblem: String?
    var caseFile: CaseFile?
    var isLinkSlow = false

    // MARK: Where the user is

    var root = Root.overview
    var layers: [Layer] = []
    var overlay: Overlay?
    var overviewScreen = OverviewScreen()
    var queueScreen: QueueScreen
    var messagesScreen = MessagesScreen()
    var endpointsScreen = EndpointsScreen()

    // MARK: What is under way

    var notice: Notice?
    /// What was asked of the engine and has no answer yet.
    var errands: [Int: String] = [:]
    /// What was released and is followed until the ERP has it.
    var releases: [Int: Release] = [:]
    var hasFixed = false
    /// The engine that was asked who the user is.
    var askedEpoch: Int64?
    /// When Ctrl-Z was pressed and not obeyed.
    var stopAskedAt: UTCTime?
    private var lastToken = 0
    private var watched: FeedInterest?

    init(site: ConsoleSite, user: String, roles: Set<Role>, now: UTCTime, coach: ConsoleCoach? = nil) {
        self.site = site
        self.user = user
        self.roles = roles
        self.now = now
        self.coach = coach
        queueScreen = QueueScreen(owner: Self.home(of: roles))
    }

    /// The queue a person starts in: their own, where they own one.
    static func home(of roles: Set<Role>) -> Role? {
        let owners: [Role] = [.materials, .finance, .integration]
        let own = owners.filter(roles.contains)
        return own.count == 1 ? own[0] : nil
    }

    /// A number for something asked, never used before.
    mutating func newToken() -> Int {
        lastToken += 1
        return lastToken
    }

    /// Where the user is.
    var place: Place {
        switch layers.last {
        case .exception: .exception
        case .mapItem: .mapItem
        case .fixUnit: .fixUnit
        case .mapLocation: .mapLocation
        case .message: .message
        case nil:
            switch root {
            case .overview: .overview
            case .queue: queueScreen.isGrouped ? .causes : .rows
            case .messages: .messages
            case .endpoints: .endpoints
            }
        }
    }

    /// What the screen needs from the state.
    var interest: FeedInterest {
        var interest = FeedInterest()
        if root == .queue { interest.queue = queueScreen.interest }
        if root == .messages, layers.isEmpty { interest.messages = messagesScreen.limit }
        for layer in layers {
            switch layer {
            case .exception(let screen): interest.exception = screen.key
            case .mapItem(let screen): interest.exception = screen.key
            case .fixUnit(let screen): interest.exception = screen.key
            case .mapLocation(let screen): interest.exception = screen.key
            case .message(let screen): interest.message = screen.id
            }
        }
        return interest
    }

    /// The effect that tells the feed what is needed now, if that has changed.
    mutating func watchIfChanged() -> [ConsoleEffect] {
        let interest = interest
        guard interest != watched else { return [] }
        watched = interest
        return [.watch(interest)]
    }

    /// Forgets what the feed was told, so that everything is read again.
    mutating func watchAnew() { watched = nil }

    /// The case the screens on top are about, once it was read.
    func file(of key: CaseKey) -> CaseFile? {
        guard let caseFile, caseFile.key == key else { return nil }
        return caseFile
    }
}

/// What the message line says.
struct Notice: Hashable, Sendable {
    var text: String
    var style: Style
    /// When it was said: it goes after a while.
    var at: UTCTime

    /// How long a notice stays.
    static let stay: Duration = .seconds(30)
}

/// Something that was released, until the ERP has all of it.
struct Release: Hashable, Sendable {
    /// What was done: `4471-B → 100234`.
    var deed: String
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
        let count = isComplete ? released.grouped : "\(released.grouped) of \(affected.grouped)"
        if let progress { return "\(deed): released \(count), \(progress.text)" }
        return "\(deed): released \(count)" + (released > 0 ? ", on the way" : "")
    }
}

/// What stands in front of the screens.
enum Overlay: Sendable {
    case help(offset: Int)
    case prompt(CommandPrompt)
    case dismiss(DismissPanel)
    case entry(EntryPanel)
}
