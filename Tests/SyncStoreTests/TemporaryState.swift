import Foundation
import GRDB
import SyncModel

@testable import SyncStore

/// A folder of its own for one state file, removed with the last reference to it.
final class TemporaryState: Sendable {
    let folder: String
    var path: String { folder + "/state.sqlite" }

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("state-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// The write side, as the engine opens it.
    func store(holder: String = "engine@here", now: UTCTime = Sample.start) throws -> EngineStore {
        try EngineStore(path: path, holder: holder, now: now)
    }

    func reader() throws -> StateReader { try StateReader(path: path) }

    func work() throws -> WorkReader { try WorkReader(path: path) }

    /// Runs statements as somebody with an SQLite shell would.
    func tamper(_ sql: String, arguments: StatementArguments = []) throws {
        let queue = try DatabaseQueue(path: path)
        try queue.writeWithoutTransaction { try $0.execute(sql: sql, arguments: arguments) }
        try queue.close()
    }

    /// Reads one value as somebody with an SQLite shell would.
    func ask<Value: DatabaseValueConvertible>(_ sql: String, as type: Value.Type = Value.self) throws -> Value? {
        var configuration = Configuration()
        configuration.readonly = true
        return try DatabaseQueue(path: path, configuration: configuration).read { try Value.fetchOne($0, sql: sql) }
    }
}

extension EngineStore {
    /// Stores one message in a commit of its own.
    @discardableResult
    func accept(_ message: NewMessage, now: UTCTime = Sample.start) throws -> Accepted {
        try commit(now: now) { try $0.accept(message) }
    }

    /// Settles one delivery as it stands now, in a commit of its own.
    func settle(_ id: Int64, _ decision: Settlement.Decision, attempt: Int = 1, now: UTCTime = Sample.start) throws {
        try commit(now: now) { transaction in
            guard let delivery = try transaction.delivery(id) else { throw Missing() }
            try transaction.settle(delivery, Settlement(decision, attempt: attempt, took: .milliseconds(40)))
        }
    }

    /// One exception as it stands now, with its delivery.
    func exception(_ id: Int64) throws -> (exception: ExceptionRow, delivery: OpenDelivery?) {
        try commit(now: Sample.start) { transaction in
            guard let found = try transaction.exception(ExceptionID(rawValue: id)) else { throw Missing() }
            return found
        }
    }

    /// Gives the one open exception of a number a new plan, in a commit of its own.
    @discardableResult
    func replan(_ id: Int64, _ plan: DeliveryPlan, now: UTCTime = Sample.start) throws -> ReadyDelivery? {
        try commit(now: now) { transaction in
            guard let (exception, delivery) = try transaction.exception(ExceptionID(rawValue: id)), let delivery
            else { throw Missing() }
            return try transaction.replan(exception, delivery, plan, resolution: "fixed by ann")
        }
    }
}

extension EngineTransaction {
    /// A delivery as it stands within this transaction.
    func delivery(_ id: Int64) throws -> OpenDelivery? {
        try Row.fetchOne(database, sql: FixSQL.delivery, arguments: [id]).flatMap(OpenDelivery.init(row:))
    }
}

/// A fixture names a row that isn't there.
struct Missing: Error {}
