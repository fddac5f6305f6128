import Foundation
import SyncModel
import Testing

@testable import SyncStore

@Suite("Notices in the state")
struct NoticeTests {
    private let state: TemporaryState
    private let store: EngineStore
    private let now = Sample.start

    init() throws {
        state = try TemporaryState()
        store = try state.store()
    }

    private func notice(_ subject: String = "erp", level: Notice.Level = .warning, waiting: Int = 3) -> Notice {
        Notice(
            cause: Notice.Cause(.endpoint, subject), level: level, text: "Do not re-key.", waiting: waiting,
            value: Money(cents: 1234), startedAt: now, changedAt: now)
    }

    private func write(_ notice: Notice, _ moment: Notice.Moment?, to targets: [String] = []) throws {
        try store.commit(now: notice.changedAt) { try $0.write(notice, moment: moment, telling: targets) }
    }

    @Test("one row is one cause, from its start to its end; the next trouble is a new one")
    func oneRow() throws {
        try write(notice(), .start)
        var later = notice(level: .critical, waiting: 9)
        later.changedAt = now.advanced(by: .seconds(60))
        later.backAt = now.advanced(by: .seconds(600))
        try write(later, .worse)
        var open = try state.reader().notices(open: true)
        #expect(open.map(\.waiting) == [9])
        #expect(open.first?.level == .critical && open.first?.backAt == later.backAt)
        #expect(open.first?.startedAt == now && open.first?.changedAt == later.changedAt)
        later.endedAt = later.changedAt
        try write(later, .end)
        #expect(try state.reader().notices(open: true).isEmpty)
        try write(notice(), .start)
        open = try state.reader().notices(open: true)
        #expect(open.map(\.id.rawValue) == [2])
        #expect(try state.reader().notices(open: false).map(\.id.rawValue) == [2, 1])
        #expect(try state.reader().notices(open: false, limit: 1).count == 1)
    }

    @Test("what is critical stands first, then what is older")
    func order() throws {
        var old = notice("a")
        old.startedAt = now.advanced(by: .seconds(-60))
        try write(notice("b"), .start)
        try write(old, .start)
        try write(notice("c", level: .critical), .start)
        #expect(try state.reader().notices(open: true).map(\.cause.subject) == ["c", "a", "b"])
        #expect(try state.reader().overview(now: now).notices.map(\.cause.subject) == ["c", "a", "b"])
    }

    @Test("targets are told of moments, never of figures alone, until they took it or it was given up")
    func notifications() throws {
        try write(notice(), .start, to: ["mail", "hook"])
        try write(notice(waiting: 4), nil, to: ["mail", "hook"])
        let reader = try WorkReader(path: state.path)
        var open = try reader.openNotifications(limit: 10)
        #expect(open.map(\.target) == ["mail", "hook"])
        #expect(open.allSatisfy { $0.moment == .start && $0.text == "Do not re-key." && $0.attempts == 0 })
        #expect(open.first?.notice.waiting == 4)
        let due = now.advanced(by: .seconds(5))
        try store.commit(now: now) { transaction in
            try transaction.settle(notification: open[0].id, .retry(due: due, problem: "Nobody listens."))
            try transaction.settle(notification: open[1].id, .taken)
        }
        open = try reader.openNotifications(limit: 10)
        #expect(open.map(\.target) == ["mail"])
        #expect(open.first?.attempts == 1 && open.first?.dueAt == due)
        try store.commit(now: now) { try $0.settle(notification: open[0].id, .givenUp(problem: "Nobody listens.")) }
        #expect(try reader.openNotifications(limit: 10).isEmpty)
    }

    @Test("the backlog is what the books have on the way, by flow")
    func backlog() throws {
        let reader = try WorkReader(path: state.path)
        #expect(try reader.backlog().isEmpty)
        try store.accept(Sample.message("A1"))
        let backlog = try reader.backlog()
        let overview = try state.reader().overview(now: now)
        #expect(!backlog.isEmpty)
        for flow in overview.flows {
            #expect(backlog[flow.flow]?.count == flow.balance[.onTheWay])
            #expect(backlog[flow.flow]?.value == flow.backlogValue)
        }
    }

    @Test("a rhythm is kept for each source, the latest only")
    func rhythms() throws {
        for text in ["{}", "{\"v\":1}"] {
            try store.commit(now: now) { try $0.write(rhythm: Data(text.utf8), of: "ehr", lastAt: now) }
        }
        #expect(try WorkReader(path: state.path).rhythms() == ["ehr": Data("{\"v\":1}".utf8)])
    }
}
