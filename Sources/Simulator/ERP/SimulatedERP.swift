public import Logging
public import Measures
internal import Synchronization

/// A cloud ERP on the loopback interface: OAuth, Oracle's inventory staged transactions, a newer REST service, weather,
/// and books that tests read back. Like the real one it books a transaction twice when it is posted twice.
///
/// It answers `POST /oauth2/v1/token`, `POST` and `GET …/inventoryStagedTransactions`,
/// `GET …/inventoryCompletedTransactions` (both below `/fscmRestApi/resources/11.13.18.05`) and `POST /charges`.
public final class SimulatedERP: Sendable {
    private let desk: Mutex<ERPDesk>
    private let time: SimulatedTime
    private let logger: Logger
    private let door: ERPDoor

    /// An ERP with these items and store rooms that doesn't listen yet.
    public init(
        master: ERPMasterData, settings: ERPSettings = ERPSettings(), time: SimulatedTime = .real, logger: Logger? = nil
    ) {
        desk = Mutex(ERPDesk(master: master, settings: settings))
        self.time = time
        self.logger = logger ?? Logger(label: "simulated-erp") { _ in SwiftLogNoOpLogHandler() }
        door = ERPDoor()
    }

    /// The ERP of a simulated site.
    public convenience init(
        site: SimulatedSite, settings: ERPSettings = ERPSettings(), time: SimulatedTime = .real, logger: Logger? = nil
    ) {
        self.init(master: ERPMasterData(site: site), settings: settings, time: time, logger: logger)
    }

    /// Listens on 127.0.0.1 and returns the port; 0 lets the system choose one. Throws where the port is taken.
    public func start(port: Int = 0) async throws -> Int {
        try await door.open(port: port, as: self, logger: logger)
    }

    /// Stops listening and closes every connection. The books stay.
    public func stop() async { await door.shut() }

    /// Changes the weather at once, and returns when a refused or reopened port is so. Throws where the port is gone.
    public func setWeather(_ weather: ERPWeather) async throws {
        desk.withLock { $0.weather.change(to: weather) }
        switch weather {
        case .down(.refused): await door.lock()
        case .down(.closed):
            try await door.unlock(as: self, logger: logger)
            await door.hangUp()
        default: try await door.unlock(as: self, logger: logger)
        }
    }

    /// Lives through a schedule; returns at its end, or throws when cancelled.
    public func follow(_ schedule: WeatherSchedule) async throws {
        repeat {
            for spell in schedule.spells {
                try await setWeather(spell.weather)
                try await time.sleep(spell.duration)
            }
        } while schedule.repeats && !schedule.spells.isEmpty
    }

    /// What a request is answered with; `nil` closes the connection.
    func answer(_ request: ERPRequest) async throws -> ERPAnswer? {
        let reply = desk.withLock { $0.reply(to: request, at: time.elapsed(), wall: time.wall()) }
        guard case .answer(let answer, let delay) = reply else { return nil }
        if delay > .zero { try await time.sleep(delay) }
        return answer
    }

    /// Whether a new connection is closed at once.
    var refusesConnections: Bool { desk.withLock { $0.weather.current == .down(.closed) } }
}

extension SimulatedERP: ERPHost {}

extension SimulatedERP {
    /// How it behaves just now.
    public var weather: ERPWeather { desk.withLock { $0.weather.current } }

    /// How many requests had which end.
    public var counts: ERPCounts { desk.withLock { $0.counts } }

    /// Every inventory transaction it booked, oldest first.
    public func bookings() -> [Booking] { desk.withLock { $0.ledger.bookings } }

    /// How many inventory transactions it booked.
    public var bookingCount: Int { desk.withLock { $0.ledger.bookings.count } }

    /// The bookings of a business key; more than one is a double.
    public func bookings(of key: BusinessKey) -> [Booking] { desk.withLock { $0.ledger.bookings(of: key) } }

    /// Every business key that was booked more than once, with its bookings.
    public var doubleBookings: [BusinessKey: [Booking]] {
        desk.withLock { desk in
            Dictionary(uniqueKeysWithValues: desk.ledger.repeatedKeys.map { ($0, desk.ledger.bookings(of: $0)) })
        }
    }

    /// How much of an item came into a store room, in the item's primary unit; negative for what was used.
    public func netChange(of stock: StockKey) -> ExactDecimal {
        desk.withLock { $0.ledger.netChanges[stock, default: .zero] }
    }

    /// The net change of every item and store room that was booked.
    public func netChanges() -> [StockKey: ExactDecimal] { desk.withLock { $0.ledger.netChanges } }

    /// Every charge that `POST /charges` booked, oldest first.
    public func charges() -> [Charge] { desk.withLock { $0.charges.charges } }

    /// Idempotency keys that `POST /charges` booked more than once: always empty, unless it is broken.
    public var doubleCharges: Set<String> {
        var seen: Set<String> = []
        return Set(charges().compactMap(\.key).filter { !seen.insert($0).inserted })
    }

    /// Lets every token run out at once, as a revocation does.
    public func expireTokens() { desk.withLock { $0.tokens.revokeAll() } }

    /// Books what is pending, where settings say that a transaction is processed in the background.
    public func processStaged() { desk.withLock { $0.processStaged() } }
}
