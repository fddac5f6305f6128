import Catalog
import Control
import SyncModel
import SyncStore
import Synchronization
import Terminal
import Testing

@testable import Console

@Suite("Reading and asking, away from the thread that draws")
struct FeedTests {
    private static let causes = CausesReading(owner: nil, limit: 10)
    private static let queue = [AnyReading(OverviewReading()), AnyReading(causes)]

    private static func causes(_ news: ConsoleNews) -> [CauseRow]? {
        if case .read(let result) = news { result.value(of: causes)?.rows.map(\.row) } else { nil }
    }

    private static func isOverview(_ news: ConsoleNews) -> Bool? {
        if case .read(let result) = news, result.value(of: OverviewReading()) != nil { true } else { nil }
    }

    private func feed(_ store: FakeStore, _ post: @escaping @Sendable (ConsoleNews) -> Void) -> StateFeed {
        StateFeed(
            open: { () throws(StateFileProblem) -> any ConsoleStore in try store.opened() },
            longest: .seconds(3600), clock: { MadeUp.now },
            post: { news in
                guard case .several(let results) = news else { return post(news) }
                for result in results { post(.read(result)) }
            })
    }

    /// The first news that a test is interested in.
    private func first<Value: Sendable>(
        _ news: AsyncStream<ConsoleNews>, _ pick: (ConsoleNews) -> Value?
    ) async -> Value? {
        for await item in news {
            if let value = pick(item) { return value }
        }
        return nil
    }

    @Test("what a screen needs is read when it asks, and again when the engine has written")
    func reads() async {
        let (news, post) = AsyncStream<ConsoleNews>.makeStream()
        let store = FakeStore()
        let feed = feed(store) { post.yield($0) }
        feed.start()
        feed.watch(Self.queue)
        let causes = await first(news) { Self.causes($0)?.count }
        #expect(causes == 3)
        store.write { state in
            state.causes = []
            state.mark.open = 1
        }
        feed.enqueue { _ in }
        let fewer = await first(news) { Self.causes($0)?.isEmpty == true ? true : nil }
        #expect(fewer == true)
        feed.stop()
    }

    @Test("a heartbeat has only the overview read; what came into the lists has them read too")
    func heartbeat() async {
        let (news, post) = AsyncStream<ConsoleNews>.makeStream()
        let store = FakeStore()
        let feed = feed(store) { post.yield($0) }
        feed.watch(Self.queue)
        feed.start()
        _ = await first(news, Self.causes)
        store.write { _ in }
        feed.enqueue { _ in }
        _ = await first(news, Self.isOverview)
        #expect(store.readsOfCauses == 1)
        store.write { $0.mark.newestException = 9 }
        feed.enqueue { _ in }
        _ = await first(news, Self.causes)
        #expect(store.readsOfCauses == 2)
        // Asked again for the same, it reads it again: the screen may have let go of it.
        feed.watch(Self.queue)
        _ = await first(news, Self.causes)
        #expect(store.readsOfCauses == 3)
        feed.stop()
    }

    @Test("where nothing is asked for, as behind the lock, the state isn't even looked at")
    func pauses() async {
        let (news, post) = AsyncStream<ConsoleNews>.makeStream()
        let store = FakeStore()
        let feed = feed(store) { post.yield($0) }
        feed.watch(Self.queue)
        feed.start()
        _ = await first(news, Self.causes)
        feed.watch([])
        // Each job is a turn of the thread: between the first and the last of them there were some without a look.
        var looks: [Int] = []
        for _ in 0..<4 {
            store.write { _ in }
            await withCheckedContinuation { done in feed.enqueue { _ in done.resume() } }
            looks.append(store.looks)
        }
        #expect(looks[1] == looks[3])
        #expect(store.readsOfCauses == 1)
        feed.watch(Self.queue)
        _ = await first(news, Self.causes)
        #expect(store.looks > looks[3])
        feed.stop()
    }

    @Test("a state that isn't there is said, and read as soon as it is")
    func opens() async {
        let (news, post) = AsyncStream<ConsoleNews>.makeStream()
        let store = FakeStore(isThere: false)
        let feed = feed(store) { post.yield($0) }
        feed.start()
        let problem = await first(news) { if case .stateProblem(let text) = $0 { text } else { nil } }
        #expect(problem?.contains("There is no state") == true)
        store.write { $0.isThere = true }
        feed.readAgain()
        let overview = await first(news, Self.isOverview)
        #expect(overview == true)
        feed.stop()
    }

    @Test("where what waits can't be read, a fix is asked for all the same, and it is said that it isn't followed")
    func unfollowed() async {
        let (news, post) = AsyncStream<ConsoleNews>.makeStream()
        let store = FakeStore()
        store.write { $0.isUnreadable = true }
        let feed = feed(store) { post.yield($0) }
        let worker = ConsoleWorker(
            feed: feed,
            finder: ItemFinder(open: { () throws(StateFileProblem) -> any ConsoleStore in try store.opened() }),
            port: FakePort(), shown: ShownTheme(ThemeStore(), name: "dark"), clock: { MadeUp.now },
            post: { post.yield($0) })
        feed.start()
        worker.perform(.command(token: 7, .resubmitCause("x", through: nil)))
        let trouble = await first(news) { if case .trouble(let text) = $0 { text } else { nil } }
        #expect(trouble?.contains("can't be followed here") == true && trouble?.contains("it is locked") == true)
        let reply = await first(news) { if case .reply(7, _, _) = $0 { true } else { nil } }
        #expect(reply == true)
        feed.stop()
    }

    @Test("a fix is followed from what waited before it to what the ERP has afterwards")
    func follows() async {
        let (news, post) = AsyncStream<ConsoleNews>.makeStream()
        let store = FakeStore()
        let feed = feed(store) { post.yield($0) }
        let port = FakePort()
        let worker = ConsoleWorker(
            feed: feed,
            finder: ItemFinder(open: { () throws(StateFileProblem) -> any ConsoleStore in try store.opened() }),
            port: port, shown: ShownTheme(ThemeStore(), name: "dark"), clock: { MadeUp.now }, post: { post.yield($0) })
        feed.start()
        let fix = Fix.mapItem(ItemMapping(source: "ehr-mllp", code: "4471-B", itemNumber: "100234"))
        worker.perform(.command(token: 7, .fix(fix, cause: MadeUp.unmapped.cause)))
        let answer = await first(news) { news -> (reply: Reply, command: String)? in
            if case .reply(7, let reply, let command) = news { (reply, command) } else { nil }
        }
        #expect(answer?.reply == .done(affected: 2, released: 2, summary: "done"))
        #expect(answer?.command.isEmpty == false, "by its id the fix is taken back")
        store.write { $0.states = .delivered }
        feed.enqueue { _ in }
        let accepted = await first(news) { news -> Int? in
            if case .progress(let progress) = news, progress.isSettled, progress.accepted > 0 {
                progress.accepted
            } else {
                nil
            }
        }
        #expect(accepted == 2)
        #expect(port.requests == [.apply(fix, cause: MadeUp.unmapped.cause)])
        feed.stop()
    }

    @Test("what a fix did not let go is read with what stops it now")
    func stops() throws {
        let store = FakeStore()
        store.write { $0.states = .faulted }
        var solved = MadeUp.row(1)
        solved.closedAt = MadeUp.now
        let open = MadeUp.row(1, MadeUp.badUnit)
        store.write { $0.exceptions = [solved, open] }
        let watch = ReleaseWatch(token: 1, exceptions: [MadeUp.row(1)], since: MadeUp.now)
        let progress = try watch.progress(store)
        #expect(progress == ReleaseProgress(token: 1, followed: 1, waiting: 1, stops: [.unitInvalid: 1]))
        #expect(progress.isSettled)
    }

    @Test("a location's case is read with what the crosswalk says of it")
    func location() throws {
        let store = FakeStore()
        store.write { $0.exceptions = [MadeUp.row(1, MadeUp.noPlace)] }
        let reading = CaseReading(cause: MadeUp.noPlace.cause, exception: ExceptionID(rawValue: 1))
        #expect(try reading.read(from: store, at: MadeUp.now).location == FakeStore.place)
        store.write { $0.exceptions = [MadeUp.row(1, MadeUp.badUnit)] }
        #expect(try reading.read(from: store, at: MadeUp.now).location == nil)
    }

    @Test("rows that are resubmitted are followed, and just those are asked for")
    func resubmits() async {
        let (news, post) = AsyncStream<ConsoleNews>.makeStream()
        let store = FakeStore()
        let feed = feed(store) { post.yield($0) }
        let port = FakePort()
        let worker = ConsoleWorker(
            feed: feed,
            finder: ItemFinder(open: { () throws(StateFileProblem) -> any ConsoleStore in try store.opened() }),
            port: port, shown: ShownTheme(ThemeStore(), name: "dark"), clock: { MadeUp.now }, post: { post.yield($0) })
        feed.start()
        let ids = [1, 2].map { ExceptionID(rawValue: $0) }
        worker.perform(.command(token: 1, .resubmit(ids)))
        _ = await first(news) { if case .reply = $0 { true } else { nil } }
        #expect(port.requests == [.resubmit(ids)])
        feed.stop()
    }

    @Test("items are found by a sender's item and by words")
    func finds() async {
        let (news, post) = AsyncStream<ConsoleNews>.makeStream()
        let store = FakeStore()
        let finder = ItemFinder(open: { () throws(StateFileProblem) -> any ConsoleStore in try store.opened() })
        let code = ItemSearch.candidates(CandidateQuery(code: "J-416H", description: ""))
        finder.find(code, token: 1) { post.yield($0) }
        let found = await first(news) { if case .found(code, let found, _) = $0 { found } else { nil } }
        #expect(found?.first?.item.number == "100234")
        finder.find(.words("vicryl"), token: 2) { post.yield($0) }
        let words = await first(news) {
            if case .found(.words("vicryl"), let found, let count) = $0 { (found.count, count) } else { nil }
        }
        #expect(words?.0 == 1 && words?.1 == 1)
    }

    @Test("a session paints before any data, says what is missing, and leaves when told to")
    func session() throws {
        let driver = InMemoryDriver(keys: [.character("2"), .character("?"), .escape, .character("Q")])
        let session = ConsoleSession(
            statePath: "/nowhere/state.sqlite", port: FakePort(),
            site: ConsoleSite(name: "General", environment: .demo), user: "mara", roles: [.materials],
            themes: ThemeStore(), themeName: "light", driver: driver)
        #expect(try session.run() == .quit)
        #expect(
            driver.frames.first?.text.contains("LOADING") == true
                || driver.frames.first?.text.contains("NO STATE") == true)
        #expect(driver.calls.open == 1 && driver.calls.close == 1)
        #expect(driver.themes.first?.name == "light")
    }
}

/// A state in memory.
private final class FakeStore: ConsoleStore {
    struct State {
        var isThere = true
        var counter: Int64 = 1
        var mark = StateMark()
        var causes = MadeUp.causes
        var states = DeliveryState.queued
        var exceptions = [MadeUp.row(1)]
        var readsOfCauses = 0
        var looks = 0
        var isUnreadable = false
    }

    static let place = LocationEntry(
        code: "OR-9", organization: "HOSP-03", subinventory: "OR-CORE", costCenter: nil, account: nil)

    private let state: Mutex<State>

    init(isThere: Bool = true) {
        var state = State()
        state.isThere = isThere
        self.state = Mutex(state)
    }

    var readsOfCauses: Int { state.withLock { $0.readsOfCauses } }
    /// How often it was looked at.
    var looks: Int { state.withLock { $0.looks } }

    func write(_ body: (inout State) -> Void) {
        state.withLock { state in
            var changed = state
            body(&changed)
            changed.counter += 1
            state = changed
        }
    }

    func opened() throws(StateFileProblem) -> any ConsoleStore {
        guard state.withLock({ $0.isThere }) else { throw .missing(path: "/x") }
        return self
    }

    func changeCounter() throws(StateFileProblem) -> Int64 {
        state.withLock { state in
            state.looks += 1
            return state.counter
        }
    }
    func mark() throws(StateFileProblem) -> StateMark { state.withLock { $0.mark } }
    func overview(now: UTCTime, window: Duration) throws(StateFileProblem) -> Overview { MadeUp.overview() }
    func causes(of owner: Role?, limit: Int) throws(StateFileProblem) -> [CauseRow] {
        state.withLock { state in
            state.readsOfCauses += 1
            return state.causes
        }
    }
    func exceptions(
        _ filter: ExceptionFilter, after: ExceptionRow?, limit: Int
    ) throws(StateFileProblem) -> [ExceptionRow] {
        guard !state.withLock({ $0.isUnreadable }) else { throw .failed(path: "/x", reason: "it is locked") }
        return [MadeUp.row(1), MadeUp.row(2)]
    }
    func exception(_ id: ExceptionID) throws(StateFileProblem) -> ExceptionDetail? {
        state.withLock { $0.exceptions.first }.map { MadeUp.detail($0) }
    }
    func exceptions(numbered ids: [ExceptionID]) throws(StateFileProblem) -> [ExceptionRow] {
        ids.map { MadeUp.row($0.rawValue) }
    }
    func work(on causes: [String]) throws(StateFileProblem) -> [String: CauseWork] { [:] }
    func remarks(on exceptions: [ExceptionID]) throws(StateFileProblem) -> [ExceptionID: Int] { [:] }
    func comments(on subject: CommentSubject, limit: Int) throws(StateFileProblem) -> [CommentRow] { [] }
    func savedViews(of user: String) throws(StateFileProblem) -> [SavedView] { [] }
    func lanes(of exceptions: [ExceptionID]) throws(StateFileProblem) -> [ExceptionID: LaneStanding] { [:] }
    func deliveries(of message: MessageID) throws(StateFileProblem) -> [DeliveryRow] {
        [MadeUp.delivery(message, state.withLock { $0.states })]
    }
    func exceptions(of message: MessageID) throws(StateFileProblem) -> [ExceptionRow] {
        state.withLock { $0.exceptions }
    }
    func message(_ id: MessageID) throws(StateFileProblem) -> (row: MessageRow, payload: [UInt8])? { nil }
    func messages(before: MessageID?, limit: Int) throws(StateFileProblem) -> [MessageRow] { [] }
    func items() throws(StateFileProblem) -> [MasterItem] { [MadeUp.suture] }
    func mappedItem(source: SourceName, code: String) throws(StateFileProblem) -> String? { nil }
    func item(_ number: String) throws(StateFileProblem) -> MasterItem? { nil }
    func location(source: SourceName, code: String) throws(StateFileProblem) -> LocationEntry? {
        code == Self.place.code ? Self.place : nil
    }
}

/// An engine that does everything and remembers what.
private final class FakePort: ControlPort {
    private let asked = Mutex<[Request]>([])

    var requests: [Request] { asked.withLock { $0 } }

    func perform(_ command: Command) async throws(ControlUnavailable) -> Reply {
        asked.withLock { $0.append(command.request) }
        return .done(affected: 2, released: 2, summary: "done")
    }
}
