import Catalog
import Foundation
import Measures
import SyncEngine
import SyncModel
import Synchronization
import Testing

@testable import Outbound

/// A clock that a test moves, and a process that it ends.
private final class Fate: Sendable {
    private let clock = Mutex(UTCTime(year: 2026, month: 11, day: 23, hour: 7))
    private let ends = Mutex<(left: Int, used: Int)>((Int.max, 0))

    var now: UTCTime { clock.withLock { $0 } }
    var changes: Int { ends.withLock { $0.used } }

    func wait(_ time: Duration) { clock.withLock { $0 = $0.advanced(by: time) } }

    func end(after changes: Int) { ends.withLock { $0.left = changes } }

    func allow(_ bytes: Int) -> Int {
        ends.withLock { ends in
            ends.used += 1
            ends.left -= 1
            // The last thing that a process does is done by half.
            return ends.left > 0 ? bytes : ends.left == 0 ? bytes / 2 : 0
        }
    }
}

/// A folder that rows are written to, in memory, with a clock that the test moves and a process that it ends.
final class ExportFixture {
    let path: String
    var export: Endpoint.FileExport
    /// What the catalog says of the endpoint's clocks.
    var zone: ClockZone?
    private let fate = Fate()
    private var destination: FileDestination?

    static let body = BodyTree.object([
        .init(name: "Employee", value: place("employee")), .init(name: "Amount", value: place("amount")),
        .init(name: "Day", value: place("day", as: .date)), .init(name: "Note", value: place("note")),
        .init(name: "Kind", value: .text("BONUS")),
    ])

    private static func place(_ path: String, as form: BodyTree.Form? = nil) -> BodyTree {
        .place(BodyTree.Place(path: path, form: form))
    }

    init(_ change: (inout Endpoint.FileExport) -> Void = { _ in }) throws {
        let memory = FileManager.default.isWritableFile(atPath: "/dev/shm") ? "/dev/shm" : NSTemporaryDirectory()
        path = "\(memory)/tallyward-export-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        let name = try #require(FileNaming("payroll-{date}-{number}.csv"))
        export = Endpoint.FileExport(folder: path, file: name, closing: FileClosing(rows: 100, after: .seconds(3600)))
        change(&export)
    }

    deinit {
        destination?.close()
        try? FileManager.default.removeItem(atPath: path)
    }

    /// The flow whose rows they are.
    static func flow(_ body: BodyTree = body) -> Flow {
        var flow = Flow(
            name: "bonuses", purpose: "Hands bonuses to payroll.", owner: .finance, criticality: .revenue,
            sensitivity: .confidential, source: "hr", messages: [], event: EventType(rawValue: "compensation.input"),
            endpoint: "payroll", ordering: .none, objective: .init(percent: 99, within: .seconds(60)),
            retention: .seconds(86_400), fields: ["employee", "amount", "day", "note"])
        flow.body = body
        return flow
    }

    /// The running destination, or a new one.
    func files(_ body: BodyTree = body, keyWindow: Duration? = nil) -> FileDestination {
        if let destination { return destination }
        var around = ExportDesk.Surroundings()
        around.zone = ClockZone(secondsEastOfUTC: -5 * 3600)
        around.gate = { [fate] bytes in fate.allow(bytes) }
        var endpoint = Endpoint(name: "payroll", kind: .file(export), url: "file://\(path)", keyWindow: keyWindow)
        endpoint.zone = zone
        let fresh = FileDestination(
            endpoint, export, flows: [Self.flow(body)], around: around, now: { [fate] in fate.now }
        )
        destination = fresh
        return fresh
    }

    func wait(_ time: Duration) { fate.wait(time) }

    /// How often the disk was changed so far.
    var changes: Int { fate.changes }

    /// After so many changes of the disk nothing more is written.
    func end(after changes: Int) { fate.end(after: changes) }

    /// A new process: nothing in memory is left, and the disk takes everything again.
    func restart() {
        destination?.close()
        destination = nil
        fate.end(after: Int.max)
        awaitLock()
    }

    /// Waits until nobody holds the lock: what another test has forked just then has it too, until it becomes a program
    /// of its own.
    private func awaitLock() {
        let descriptor = unsafe open("\(path)/\(ExportDesk.ownFolder)/lock", O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        flock(descriptor, LOCK_EX)
        close(descriptor)
    }

    /// Looks whether a file is to be closed.
    func beat() async {
        let files = files()
        files.beat()
        // What was asked for before is done when this is.
        _ = await files.lookUp(Self.work("none"))
    }

    static func work(
        _ key: String, amount: String = "10.50", employee: String = "E1", note: String? = nil
    ) -> DeliveryWork {
        var values: [String: FieldValue] = [
            "employee": .text(employee), "amount": ExactDecimal(amount).map(FieldValue.number) ?? .text(amount),
            "day": .time(UTCTime(year: 2026, month: 11, day: 22)),
        ]
        values["note"] = note.map(FieldValue.text)
        var work = DeliveryWork(
            id: DeliveryID(rawValue: 1), flow: "bonuses", idempotencyKey: key, attempt: 1, traceparent: "00-1",
            message: MessageID(rawValue: 1), line: 1, resolved: nil, record: Fields(values), payload: [])
        work.acceptedAt = UTCTime(year: 2026, month: 11, day: 23, hour: 6)
        return work
    }

    /// Sends one delivery after the other, and gives what came of each.
    func send(_ keys: String...) async -> [String] {
        var gists: [String] = []
        for key in keys { gists.append(await files().send(Self.work(key)).gist) }
        return gists
    }

    /// The files that a reader sees.
    var names: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).filter { !$0.hasPrefix(".") }.sorted()
    }

    func text(_ name: String) -> String {
        FileManager.default.contents(atPath: "\(path)/\(name)").map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    /// The rows of a file, without the heading.
    func rows(_ name: String) -> [String] {
        text(name).replacing("\r\n", with: "\n").split(separator: "\n").dropFirst().map(String.init)
    }
}
