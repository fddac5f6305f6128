import Catalog
import Crypto
import Foundation
import Logging
import SyncEngine
import SyncModel
import Synchronization
import Testing

@testable import Inbound

/// An intake that knows what came before, as the engine does, and can be away for a while.
final class LedgerIntake: Intake {
    private struct State {
        var stored: [String: (id: Int64, bytes: [UInt8])] = [:]
        var messages: [IncomingMessage] = []
        var refused: [IncomingMessage] = []
        var last: Int64 = 0
        var left = Int.max
    }

    private let state = Mutex(State())

    /// What was accepted, in order.
    var messages: [IncomingMessage] { state.withLock { $0.messages } }
    /// What was refused, each time.
    var refused: [IncomingMessage] { state.withLock { $0.refused } }
    var last: MessageID { MessageID(rawValue: state.withLock { $0.last }) }

    /// After so many more messages nothing can be stored.
    func leave(after count: Int) { state.withLock { $0.left = count } }

    func submit(_ message: IncomingMessage, mayBlock: Bool, reply: @escaping @Sendable (IntakeReply) -> Void) {
        reply(state.withLock { Self.reply(to: message, &$0) })
    }

    private static func reply(to message: IncomingMessage, _ state: inout State) -> IntakeReply {
        guard state.left > 0 else { return .unavailable("The disk is full.") }
        state.left -= 1
        if let refusal = message.refusal {
            state.refused.append(message)
            return .refused(refusal)
        }
        let key = "\(message.source)|\(message.controlID)"
        if let before = state.stored[key] {
            guard before.bytes != message.bytes else { return .duplicate(MessageID(rawValue: before.id)) }
            return .refused(Fault(.controlIDConflict, detail: "other content"))
        }
        state.last += 1
        state.stored[key] = (state.last, message.bytes)
        state.messages.append(message)
        return .accepted(MessageID(rawValue: state.last))
    }
}

/// Time that a test moves, and the end of a process that it chooses.
final class Pace: Sendable {
    private let state = Mutex((uptime: Duration.zero, left: Int.max))

    var uptime: Duration { state.withLock { $0.uptime } }

    func wait(_ time: Duration) { state.withLock { $0.uptime += time } }

    func stop(after questions: Int) { state.withLock { $0.left = questions } }

    func goesOn() -> Bool {
        state.withLock { state in
            state.left -= 1
            return state.left > 0
        }
    }
}

/// A folder of a source in memory, with what takes its files in.
final class DropFixture {
    let path: String
    let intake = LedgerIntake()
    let source: Source
    let pace = Pace()
    private(set) var desk: FolderDesk

    static let columns = ["Shift", "Worker", "Hours", "Note"]

    static let contract = EventContract(
        type: EventType(rawValue: "labor.costed"), version: 1, purpose: "Hours.",
        fields: [
            .init(name: "shift", kind: .text, isRequired: true), .init(name: "worker", kind: .text),
            .init(name: "hours", kind: .number, isRequired: true), .init(name: "note", kind: .text),
        ])

    static let reading = MessageReading(
        message: "csv", event: contract.type,
        fields: [
            "shift": FieldReading(paths: ["Shift"]), "worker": FieldReading(paths: ["Worker"]),
            "hours": FieldReading(paths: ["Hours"]), "note": FieldReading(paths: ["Note"]),
        ])

    convenience init(
        _ layout: RowLayout = RowLayout(columns: columns, key: ["Shift"]), change: (inout DropFolder) -> Void = { _ in }
    ) throws {
        try self.init(.rows(layout), change: change)
    }

    init(_ content: DropFolder.Content, change: (inout DropFolder) -> Void = { _ in }) throws {
        let memory = FileManager.default.isWritableFile(atPath: "/dev/shm") ? "/dev/shm" : NSTemporaryDirectory()
        path = "\(memory)/tallyward-drop-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        var drop = DropFolder(path: path, settledAfter: .seconds(10), content: content)
        change(&drop)
        let readings =
            switch content {
            case .rows: [Self.reading]
            case .messages: [MessageReading]()
            case .interchanges: [InvoiceSamples.reading]
            }
        source = Source(name: "workforce", kind: .folder(drop), readings: readings)
        desk = try Self.desk(source, intake, pace)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// A new process: nothing in memory is left.
    func restart() throws { desk = try Self.desk(source, intake, pace) }

    private static func desk(_ source: Source, _ intake: LedgerIntake, _ pace: Pace) throws -> FolderDesk {
        let drop = try #require(source.folder)
        let flows = [
            Samples.flow("labor", ["csv"], contract.type, source: source.name),
            Samples.flow("charges", ["DFT^P03"], .supplyUsed, source: source.name),
            Samples.flow("invoices", ["x12:810"], InvoiceSamples.contract.type, source: source.name),
        ]
        let contracts = [contract, InvoiceSamples.contract]
        let clock = EngineClock(
            now: { UTCTime(year: 2026, month: 11, day: 23) }, uptime: { pace.uptime }, sleep: { _ in }, random: { 0 })
        return FolderDesk(
            source, drop, decoder: try PieceDecoder(source: source, flows: flows, contracts: contracts),
            services: .init(intake: intake, lastMessage: { intake.last }, tell: { _, _ in }, clock: clock),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, goesOn: { pace.goesOn() })
    }

    /// Puts a file into the folder, or beneath it.
    func drop(_ text: String, as name: String = "labor.csv") throws {
        try Data(text.utf8).write(to: URL(filePath: "\(path)/\(name)"))
    }

    func drop(bytes: [UInt8], as name: String = "labor.csv") throws {
        try Data(bytes).write(to: URL(filePath: "\(path)/\(name)"))
    }

    func wait(_ time: Duration) { pace.wait(time) }

    /// After so many questions whether to go on the answer is no.
    func stop(after questions: Int) { pace.stop(after: questions) }

    /// Looks, waits until files have stood still, and looks again.
    @discardableResult
    func takeIn() -> String? {
        _ = desk.round()
        wait(.seconds(11))
        return desk.round()
    }

    /// The names in a folder beneath it, without those that begin with a dot.
    func names(_ folder: String = "") throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "\(path)/\(folder)").filter { !$0.hasPrefix(".") }.sorted()
    }

    func text(_ name: String) -> String {
        FileManager.default.contents(atPath: "\(path)/\(name)").map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    /// What a report says behind an entry.
    func report(_ entry: String, on name: String = "done/labor.csv") -> [String] {
        let lines = text(name + ".report.csv").replacing("\r\n", with: "\n").split(separator: "\n").map(String.init)
        return lines.filter { $0.hasPrefix(entry + ",") }
            .map { String($0.drop { $0 != "," }.dropFirst()) }
    }

    /// The hours of each row that was accepted.
    var hours: [String] { intake.messages.compactMap { $0.events.first?.fields?["hours"]?.words } }

    static let heading = "Shift,Worker,Hours,Note\r\n"

    /// So many rows with their heading.
    static func rows(_ count: Int, from first: Int = 1) -> String {
        heading + (0..<count).map { "S\($0 + first),W,\($0 + first),\r\n" }.joined()
    }
}
