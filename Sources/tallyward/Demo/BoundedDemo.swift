import Control
import Foundation
import Measures
import Simulator
import SyncEngine
import SyncModel
import SyncStore

/// The demo without a terminal: a bounded run, some scripted fixes, and the proof at the end.
struct BoundedDemo {
    let world: DemoWorld

    /// How long everything may take, beside the sending itself.
    private static let patience: Duration = .seconds(150)

    /// Runs it and says whether everything agrees at the end.
    func run() async throws -> Bool {
        let reader = try StateReader(path: world.runtime.store.path)
        let engine = Task { try await world.runtime.run() }
        let weather = Task { try await world.erp.follow(.briefDemo) }
        print("A simulated hospital sends supply usage and medication administrations over MLLP to the engine,")
        print("which books them at a simulated ERP. Both misbehave a little, as in life.\n")
        let sending = Task { await world.hospital.run() }
        let reporting = Task { try await report(reader) }
        await sending.value
        try await weather.value
        print("\nThe hospital has sent everything. Materials management and finance work on what waits:")
        try await settle(reader)
        try await fixEverything(reader)
        try await settle(reader)
        reporting.cancel()
        let verdict = try conclude(reader)
        engine.cancel()
        _ = await engine.result
        await world.erp.stop()
        return verdict
    }

    // MARK: Progress

    private func report(_ reader: StateReader) async throws {
        while !Task.isCancelled {
            try await Task.sleep(for: .seconds(2))
            let overview = try reader.overview(now: .systemNow)
            let balance = overview.balance
            let endpoint = overview.endpoints.first
            print(
                "\(UTCTime.systemNow.time)  accepted \(balance[.accepted])  delivered \(balance[.delivered])  "
                    + "on the way \(balance[.onTheWay])  waiting for people \(balance[.waitingForPeople])  "
                    + "ERP \(endpoint?.condition.rawValue ?? "not tried")"
                    + (endpoint?.condition == .up ? "" : ": \(endpoint?.detail ?? "")"))
        }
    }

    /// Waits until nothing is on the way any more.
    private func settle(_ reader: StateReader) async throws {
        let end = ContinuousClock.now + Self.patience
        while ContinuousClock.now < end {
            if try reader.overview(now: .systemNow).balance[.onTheWay] == 0 { return }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw Failure("The demo's deliveries didn't finish within \(Self.patience.spoken).")
    }

    // MARK: Fixes

    private func fixEverything(_ reader: StateReader) async throws {
        let desk = CommandDesk(
            world.runtime.core, caller: Caller(user: "demo", demoRoles: Set(Role.allCases)))
        // One fix may uncover the next fault of a line: item first, then its unit, then the ERP's own word.
        for _ in 1...6 {
            var isProgress = false
            for cause in try reader.causes() {
                guard let fix = world.site.truth.fix(for: cause.fault) else { continue }
                var reply = try await desk.perform(
                    Command(id: UUID().uuidString, request: .apply(fix, cause: cause.cause)))
                if case .pending(let id, let sentence) = reply {
                    print("  \(cause.owner.rawValue): \(fix.summary). \(sentence)")
                    reply = try await approve(id, reader)
                }
                guard case .done(let affected, let released, _, _) = reply else {
                    print("  \(cause.code.title): \(reply)")
                    continue
                }
                print("  \(cause.owner.rawValue): \(fix.summary); \(released) of \(affected) go out")
                isProgress = isProgress || released > 0
            }
            try await settle(reader)
            if !isProgress { return }
        }
    }

    /// Somebody else looks at a request and approves what is shown of it.
    private func approve(_ id: ApprovalID, _ reader: StateReader) async throws -> Reply {
        let desk = CommandDesk(world.runtime.core, caller: Caller(user: "demo-supervisor", demoRoles: [.supervisor]))
        let seen = SeenApproval(id, digest: try reader.approval(id)?.digest ?? "")
        let reply = try await desk.perform(
            Command(id: UUID().uuidString, request: .approve([seen], reason: "the demo's supervisor agrees")))
        guard case .decided(let verdicts) = reply, let verdict = verdicts.first, verdict.outcome == .approved else {
            return reply
        }
        return .done(affected: verdict.released, released: verdict.released, summary: verdict.sentence)
    }

    // MARK: The proof

    private func conclude(_ reader: StateReader) throws -> Bool {
        let verification = try reader.verify()
        print("\nThe books, counted from the rows:")
        for line in VerifyCommand.lines(verification) { print("  \(line)") }
        let counts = world.hospital.counts
        print(
            "\nThe hospital: \(counts.documented) messages, \(counts.accepted) accepted, "
                + "\(counts.errors + counts.rejected) refused, \(counts.repeats) repeated.")
        let booked = world.erp.netChanges().filter { !$0.value.isZero }
        let expected = world.hospital.ledger.expectedChanges.filter { !$0.value.isZero }
        let doubles = world.erp.doubleBookings.count
        let agrees = booked == expected
        print(
            "The ERP: \(world.erp.bookingCount) bookings of \(booked.count) stock items, \(doubles) twice; "
                + (agrees ? "its ledger agrees with what the hospital documented." : "ITS LEDGER DISAGREES."))
        if !agrees { explain(booked, expected) }
        for cause in try reader.causes() {
            print(
                "Left for people: \(cause.open) × \(cause.code.title), \(cause.value): \(cause.fault.detail)".printable)
        }
        return agrees && doubles == 0 && verification.findings.isEmpty && verification.total.isBalanced
    }

    private func explain(_ booked: [StockKey: ExactDecimal], _ expected: [StockKey: ExactDecimal]) {
        for key in Set(booked.keys).union(expected.keys) where booked[key] != expected[key] {
            print(
                "  \(key): booked \(booked[key]?.description ?? "nothing"), "
                    + "documented \(expected[key]?.description ?? "nothing")")
        }
    }
}
