internal import SyncModel
internal import Synchronization

/// A hospital whose units document what they use, and send it over MLLP: one message at a time on each connection, the
/// next only when the last one is acknowledged, and the same one again, with the same control id, when it is not.
public final class SimulatedHospital: Sendable {
    private let settings: HospitalSettings
    private let shelf: SiteShelf
    private let seed: UInt64
    private let time: SimulatedTime
    private let books = Mutex(HospitalLedger())
    private let pauses = Mutex(Pauses())

    /// A hospital at a site; the same seed documents the same, apart from the times.
    public init(site: SimulatedSite, settings: HospitalSettings, seed: UInt64, time: SimulatedTime = .real) {
        self.settings = settings
        shelf = SiteShelf(site)
        self.seed = seed
        self.time = time
    }

    /// What it documented so far, and what it was told.
    public var ledger: HospitalLedger { books.withLock { $0 } }

    /// The numbers of the ledger alone.
    public var counts: HospitalLedger.Counts { books.withLock { $0.counts } }

    /// Sends until the last message is settled, or until ``stop()`` or cancellation. What can't be sent is
    /// in the ledger.
    public func run() async {
        await withTaskGroup { group in
            for (unit, count) in zip(settings.units, shares()) where count != 0 {
                group.addTask { await self.send(from: unit, count: count) }
            }
        }
    }

    /// Lets every unit wait for the answer it is waiting for, and no more; ``run()`` returns then.
    public func stop() {
        for pause in pauses.withLock({ $0.stop() }) { pause.cancel() }
    }

    private var isStopped: Bool { pauses.withLock { $0.isStopping } || Task.isCancelled }

    /// Waits, or throws once there is nothing to wait for any more.
    private func rest(for duration: Duration) async throws {
        let sleep = Task { try await time.sleep(duration) }
        guard let number = pauses.withLock({ $0.begin(sleep) }) else {
            sleep.cancel()
            throw CancellationError()
        }
        defer { pauses.withLock { $0.end(number) } }
        try await withTaskCancellationHandler {
            try await sleep.value
        } onCancel: {
            sleep.cancel()
        }
    }

    /// How many messages each unit sends; `nil` without end. They add up to the whole.
    private func shares() -> [Int?] {
        guard let total = settings.messageCount else { return settings.units.map { _ in nil } }
        let whole = settings.units.reduce(0) { $0 + $1.share }
        var left = total
        return settings.units.indices.map { index in
            let isLast = index == settings.units.count - 1
            let count =
                isLast ? left : min(left, Int(Double(total) * settings.units[index].share / whole))
            left -= count
            return count
        }
    }

    private func send(from unit: SendingUnit, count: Int?) async {
        let pause = pause(of: unit)
        var messages = MessageGenerator(
            shelf: shelf, unit: unit, rates: settings.rates, seed: seed, controlIDPrefix: settings.controlIDPrefix,
            start: time.wall(), interval: pause ?? .zero)
        var session: MLLPSession?
        let start = time.elapsed()
        var number = 0
        while !isStopped, count.map({ number < $0 }) ?? true {
            guard let message = messages.next(at: time.wall()) else { break }
            number += 1
            if let pause {
                // From the start, not from the last message: slow answers don't slow the hospital down for good.
                let wait = start + pause * number - time.elapsed()
                if wait > .zero, (try? await rest(for: wait)) == nil { break }
            }
            await deliver(message, over: &session)
        }
        await session?.close()
    }

    private func pause(of unit: SendingUnit) -> Duration? {
        guard let rate = settings.messagesPerSecond, rate > 0, unit.share > 0 else { return nil }
        let whole = settings.units.reduce(0) { $0 + $1.share }
        return .seconds(1 / (rate * unit.share / whole))
    }

    /// Sends a message until it is settled or given up.
    private func deliver(_ message: HospitalMessage, over session: inout MLLPSession?) async {
        var sent = 0
        for _ in 1...max(1, settings.maximumAttempts) {
            if isStopped, sent == 0 { return }
            do {
                let open = try await connected(&session)
                sent += 1
                let attempt = sent
                books.withLock { $0.noteSent(message, attempt: attempt) }
                let (answer, strays) = try await open.send(message, timeout: settings.acknowledgmentTimeout)
                books.withLock { books in
                    books.noteStrays(strays)
                    if answer.asksForAnother {
                        books.notePostponed()
                    } else {
                        books.noteSettled(message, by: answer.code)
                    }
                }
                if !answer.asksForAnother { return }
            } catch {
                await session?.close()
                session = nil
                books.withLock { $0.noteDisconnection() }
            }
            if isStopped { break }
            guard (try? await rest(for: settings.reconnectDelay)) != nil else { break }
        }
        if sent > 0 { books.withLock { $0.noteGivenUp(message) } }
    }

    private func connected(_ session: inout MLLPSession?) async throws -> MLLPSession {
        if let session { return session }
        let opened = try await MLLPSession.connect(host: settings.host, port: settings.port)
        session = opened
        return opened
    }
}

/// Who waits for the time of their next message, until the hospital stops.
private struct Pauses {
    private(set) var isStopping = false
    private var sleeping: [Int: Task<Void, any Error>] = [:]
    private var last = 0

    /// Notes one who waits; `nil` where nobody is to wait any more.
    mutating func begin(_ sleep: Task<Void, any Error>) -> Int? {
        guard !isStopping else { return nil }
        last += 1
        sleeping[last] = sleep
        return last
    }

    mutating func end(_ number: Int) { sleeping[number] = nil }

    /// Nobody waits any more. Returns those who did.
    mutating func stop() -> [Task<Void, any Error>] {
        isStopping = true
        return Array(sleeping.values)
    }
}

extension SimulatedHospital {
    /// `count` messages of all units in turn, without sending them: for benchmarks and tests.
    public static func messages(
        site: SimulatedSite, count: Int, seed: UInt64, rates: HospitalRates = HospitalRates(),
        units: [SendingUnit] = SendingUnit.all, controlIDPrefix: String = ""
    ) -> [HospitalMessage] {
        let shelf = SiteShelf(site)
        var sources = units.map { unit in
            MessageGenerator(
                shelf: shelf, unit: unit, rates: rates, seed: seed, controlIDPrefix: controlIDPrefix,
                start: .init(year: 2026, month: 11, day: 22, hour: 8), interval: .seconds(2))
        }
        var messages: [HospitalMessage] = []
        while messages.count < count {
            let before = messages.count
            for index in sources.indices where messages.count < count {
                if let message = sources[index].next() { messages.append(message) }
            }
            if messages.count == before { break }
        }
        return messages
    }
}
