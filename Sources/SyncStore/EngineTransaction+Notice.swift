public import Foundation
import GRDB
public import SyncModel

/// What a target of the catalog is to be told, until it was taken or given up.
public struct OpenNotification: Sendable, Hashable {
    /// Its number: the same at every attempt.
    public var id: Int64
    /// Which target.
    public var target: String
    /// What it is told of.
    public var moment: Notice.Moment
    /// The sentence.
    public var text: String
    /// When it was so.
    public var at: UTCTime
    /// Attempts made.
    public var attempts: Int
    /// Not before.
    public var dueAt: UTCTime?
    /// The notice as it stands.
    public var notice: Notice
}

/// What came of an attempt to tell a target.
public enum NotificationSettlement: Sendable, Hashable {
    /// It took it.
    case taken
    /// It is tried again not before `due`.
    case retry(due: UTCTime, problem: String)
    /// Nobody tries again.
    case givenUp(problem: String)
}

extension EngineTransaction {
    /// Begins a notice, or brings the open one of its cause up to date; ends it where it has an end.
    ///
    /// - Parameters:
    ///   - moment: what people are told of; `nil` where only the figures changed.
    ///   - targets: whom, by their names in the catalog.
    public func write(_ notice: Notice, moment: Notice.Moment?, telling targets: [String]) throws {
        let cause: [any DatabaseValueConvertible] = [notice.cause.kind.rawValue, notice.cause.subject]
        let figures: [(any DatabaseValueConvertible)?] = [
            notice.level.rawValue, notice.text, notice.waiting, notice.value.cents, now.milliseconds,
            notice.backAt?.milliseconds, notice.endedAt?.milliseconds,
        ]
        var id = try Int64.fetchOne(
            database.cachedStatement(sql: NoticeSQL.update), arguments: StatementArguments(figures + cause))
        if id == nil {
            id = try Int64.fetchOne(
                database.cachedStatement(sql: NoticeSQL.insert),
                arguments: StatementArguments(figures + cause + [notice.startedAt.milliseconds]))
        }
        guard let id, let moment else { return }
        for target in targets {
            try database.cachedStatement(sql: NoticeSQL.tell)
                .execute(arguments: [id, target, moment.rawValue, notice.text, now.milliseconds])
        }
    }

    /// Writes what came of an attempt to tell a target.
    public func settle(notification id: Int64, _ settlement: NotificationSettlement) throws {
        var (due, settled, problem): (Int64?, Int64?, String?) = (nil, nil, nil)
        switch settlement {
        case .taken: settled = now.milliseconds
        case .retry(let dueAt, let why): (due, problem) = (dueAt.milliseconds, why)
        case .givenUp(let why): (settled, problem) = (now.milliseconds, why)
        }
        try database.cachedStatement(sql: NoticeSQL.settle).execute(arguments: [due, settled, problem, id])
    }

    /// Keeps the rhythm that a source is known by.
    public func write(rhythm: Data, of source: SourceName, lastAt: UTCTime?) throws {
        try database.cachedStatement(sql: NoticeSQL.feed).execute(arguments: [
            source.rawValue, String(decoding: rhythm, as: UTF8.self), lastAt?.milliseconds, now.milliseconds,
        ])
    }
}

extension WorkReader {
    /// What is on the way, by flow: counts and values of the books, which cost the same however much waits.
    public func backlog() throws(StateFileProblem) -> [FlowName: (count: Int, value: Money)] {
        try reader.readOnce { database in
            var backlog: [FlowName: (count: Int, value: Money)] = [:]
            for row in try Row.fetchAll(database.cachedStatement(sql: NoticeSQL.backlog)) {
                backlog[FlowName(rawValue: row["flow"])] = (row["count"], Money(cents: row["value"]))
            }
            return backlog
        }
    }

    /// What targets are still to be told, oldest first.
    public func openNotifications(limit: Int) throws(StateFileProblem) -> [OpenNotification] {
        try reader.readOnce { database in
            try Row.fetchAll(database.cachedStatement(sql: NoticeSQL.untold), arguments: [limit]).compactMap { row in
                guard let notice = Notice(row: row), let moment = Notice.Moment(rawValue: row["moment"]) else {
                    return nil
                }
                return OpenNotification(
                    id: row["notification"], target: row["target"], moment: moment, text: row["told"],
                    at: UTCTime(milliseconds: row["at"]), attempts: row["attempts"],
                    dueAt: (row["due_at"] as Int64?).map(UTCTime.init(milliseconds:)), notice: notice)
            }
        }
    }

    /// The open notices.
    public func openNotices() throws(StateFileProblem) -> [Notice] { try reader.notices(open: true) }

    /// The rhythms that sources are known by, as they were written.
    public func rhythms() throws(StateFileProblem) -> [SourceName: Data] {
        try reader.readOnce { database in
            var rhythms: [SourceName: Data] = [:]
            for row in try Row.fetchAll(database.cachedStatement(sql: NoticeSQL.feeds)) {
                rhythms[SourceName(rawValue: row["source"])] = Data((row["rhythm"] as String).utf8)
            }
            return rhythms
        }
    }
}
