import SyncModel
import SyncStore

/// The engine's writes without the engine: the same tables, indexes and statements, with nothing decided, hashed,
/// decoded or read.
///
/// The tables are made by the engine's own migrations. A group's commit holds, for each message, its key, the message,
/// its event and its delivery; for the group, two tallies and one audit record; merged, the settlement of the group
/// before as well.
final class RawQueue {
    private let database: RawDatabase
    private let begin: RawStatement
    private let commit: RawStatement
    private let key: RawStatement
    private let message: RawStatement
    private let event: RawStatement
    private let delivery: RawStatement
    private let settle: RawStatement
    private let tally: RawStatement
    private let audit: RawStatement
    private let corpus = ChargeMessage.corpus(256)
    private var numbering = Numbering()
    private var last: Int64 = 0
    private var settled: Int64 = 0
    private var groups: Int64 = 0
    private var identifier: [UInt8] = []
    private var payload: [UInt8] = []

    /// Makes a state at `path` and opens it.
    init(path: String) throws {
        try EngineStore(path: path, holder: "bench", now: .systemNow).release(now: .systemNow)
        database = try RawDatabase(path: path)
        begin = try database.prepare("BEGIN IMMEDIATE")
        commit = try database.prepare("COMMIT")
        key = try database.prepare(RawSQL.key)
        message = try database.prepare(RawSQL.message)
        event = try database.prepare(RawSQL.event)
        delivery = try database.prepare(RawSQL.delivery)
        settle = try database.prepare(RawSQL.settle)
        tally = try database.prepare(RawSQL.tally)
        audit = try database.prepare(RawSQL.audit)
        let digest = [UInt8](repeating: 0x5A, count: 32)
        message.bind(5, blob: digest)
        audit.bind(3, blob: digest)
        audit.bind(4, text: Array(String(repeating: "5a", count: 32).utf8))
        try database.execute(RawSQL.startTally)
    }

    /// Stores `count` messages in one durable commit; merged, also settles what the one before stored.
    func group(of count: Int, isMerged: Bool) throws {
        let before = settled..<last
        try begin.run()
        for _ in 0..<count { try store() }
        if isMerged {
            for number in before { try settle(number + 1) }
            settled = before.upperBound
        }
        try tally(Int64(count), isMerged ? Int64(before.count) : 0)
        groups += 1
        audit.bind(1, groups)
        audit.bind(2, 1_790_000_000_000)
        try audit.run()
        try commit.run()
    }

    private func store() throws {
        let (visit, sequence) = numbering.take()
        last += 1
        ChargeMessage.controlID(key: visit, sequence: sequence, into: &identifier)
        corpus[Int(last) & 255].write(key: visit, sequence: sequence, into: &payload)
        key.bind(1, text: identifier)
        key.bind(2, last)
        try key.run()
        message.bind(1, last)
        message.bind(2, text: identifier)
        message.bind(3, 1_790_000_000_000)
        message.bind(4, blob: payload)
        try message.run()
        event.bind(1, last)
        try event.run()
        delivery.bind(1, last)
        delivery.bind(2, text: identifier)
        delivery.bind(3, 1_790_000_000_000)
        try delivery.run()
    }

    private func settle(_ number: Int64) throws {
        settle.bind(1, number)
        settle.bind(2, 1_790_000_000_000)
        try settle.run()
    }

    private func tally(_ accepted: Int64, _ delivered: Int64) throws {
        for (line, delta) in [("accepted", accepted), ("on-the-way", accepted - delivered), ("delivered", delivered)]
        where delta != 0 {
            tally.bind(1, delta)
            tally.bind(2, text: Array(line.utf8))
            try tally.run()
        }
    }
}

/// The statements, as the engine has them.
private enum RawSQL {
    static let key = """
        INSERT INTO intake_key (source, control_id, message) VALUES ('sender', ?, ?)
        ON CONFLICT DO NOTHING
        """
    static let message = """
        INSERT INTO message (id, source, control_id, type, version, received_at, disposition, payload, digest)
        VALUES (?1, 'sender', ?2, 'DFT^P03', '2.5.1', ?3, 'accepted', ?4, ?5)
        """
    static let event = "INSERT INTO event (id, message, line, type, body) VALUES (?1, ?1, 0, 'message.received', NULL)"
    static let delivery = """
        INSERT INTO delivery (id, event, message, line, flow, endpoint, lane, state, value, accepted_at)
        VALUES (?1, ?1, ?1, 0, 'bench', 'charges', ?2, 'queued', 0, ?3)
        """
    static let settle = """
        UPDATE delivery
        SET state = 'delivered', document = '1234567', attempts = 1, settled_at = ?2, due_at = NULL, reason = NULL
        WHERE id = ?1
        """
    static let tally = "UPDATE tally SET count = count + ?, value = value + 0 WHERE flow = 'bench' AND line = ?"
    static let startTally = """
        INSERT INTO tally (flow, line, count, value)
        VALUES ('bench', 'accepted', 0, 0), ('bench', 'on-the-way', 0, 0), ('bench', 'delivered', 0, 0)
        """
    static let audit = """
        INSERT INTO audit (seq, at, actor, action, subject, hash, detail)
        VALUES (?1, ?2, 'engine', 'commit', 'messages 1-100', ?3, ?4)
        """
}
