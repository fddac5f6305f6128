import Control
import Measures
import SyncModel
import Testing

@testable import SyncEngine
@testable import SyncStore

@Suite("Working together")
struct CollaborationTests {
    private let cause = "item.unmapped ehr NEW"

    @Test("a comment is kept with its author and time, in one line, about an exception or a cause")
    func comments() async throws {
        try await TestSite.withEngine { engine in
            await engine.submit("M1", TestSite.use("NEW"))
            await engine.settle()
            let id = try #require(try engine.open.first).id
            _ = try await engine.ask(.comment(.exception(id), text: "asked\tthe \u{202e}OR\nback\u{7}"), as: .materials)
            _ = try await engine.ask(.comment(.cause(cause), text: "new article"), as: .finance)
            let row = try #require(try engine.reader.comments(on: .exception(id)).first)
            #expect(row.text == "asked the OR back" && row.author == "materials" && row.at == engine.clock.now)
            #expect(try engine.reader.comments(on: .cause(cause)).map(\.text) == ["new article"])
            for (subject, text) in [
                (CommentSubject.exception(id), " \u{200b} "), (.cause(cause), String(repeating: "x", count: 2001)),
                (.cause("item.unmapped ehr NOBODY"), "x"), (.exception(ExceptionID(rawValue: 99)), "x"),
            ] {
                guard case .refused = try await engine.ask(.comment(subject, text: text)) else {
                    Issue.record("it was kept")
                    return
                }
            }
            #expect(try engine.reader.verify().findings.isEmpty)
        }
    }

    @Test("views are each user's own, replaced by name, and bounded")
    func views() async throws {
        try await TestSite.withEngine { engine in
            for text in ["a", "b"] {
                _ = try await engine.ask(.saveView(SavedView(name: "late", specification: text)), as: .auditor)
            }
            #expect(try engine.reader.savedViews(of: "auditor") == [SavedView(name: "late", specification: "b")])
            #expect(try engine.reader.savedViews(of: "finance").isEmpty)
            for number in 1..<SavedView.mostPerUser {
                _ = try await engine.ask(.saveView(SavedView(name: "v\(number)", specification: "")), as: .auditor)
            }
            let more = SavedView(name: "more", specification: "")
            guard case .refused(.invalid, _) = try await engine.ask(.saveView(more), as: .auditor) else {
                Issue.record("one too many")
                return
            }
            _ = try await engine.ask(.dropView("v1"), as: .auditor)
            guard case .done = try await engine.ask(.saveView(more), as: .auditor) else {
                Issue.record("there is room again")
                return
            }
        }
    }

    @Test("who looks at the same thing is told, until they look elsewhere or fall silent; nothing is written")
    func presence() async throws {
        try await TestSite.withEngine { engine in
            let commits = engine.faults.commits
            func others(_ place: String?, _ role: Role) async throws -> [String] {
                guard case .presence(let others) = try await engine.ask(.look(at: place), as: role) else {
                    throw Unexpected(reply: .presence([]))
                }
                return others.map { "\($0.user) at \($0.place)" }
            }
            let first = try await others("exception 1", .materials)
            #expect(first.isEmpty)
            #expect(try await others("exception 1", .finance) == ["materials at exception 1"])
            #expect(try await others("exception 2", .materials).isEmpty)
            #expect(try await others("exception 1", .auditor) == ["finance at exception 1"])
            #expect(engine.faults.commits == commits)
            engine.clock.advance(by: Presence.lifetime)
            #expect(try await others(nil, .supervisor).isEmpty)
        }
    }

    @Test("of a list that was frozen a while ago, what isn't open any more is counted, and the rest is done")
    func someAreGone() async throws {
        try await TestSite.withEngine { engine in
            for number in 1...4 { await engine.submit("M\(number)", TestSite.use("NEW")) }
            await engine.settle()
            let ids = try engine.open.map(\.id).sorted()
            _ = try await engine.ask(.dismiss([ids[0]], reason: "a test"))
            func summary(_ request: Request) async throws -> String? {
                guard case .done(_, _, let summary, _) = try await engine.ask(request) else { return nil }
                return summary
            }
            #expect(try await summary(.claim(ids)) == "Took 3 on; 1 isn't open any more.")
            #expect(try await summary(.assign(ids, to: "finance")) == "Gave 3 to finance; 1 isn't open any more.")
            #expect(try await summary(.release(ids)) == "Gave 3 back; 1 isn't open any more.")
            _ = try await engine.ask(.dismiss([ids[1]], reason: "a test"))
            #expect(try await summary(.dismiss(ids, reason: "a test")) == "Dismissed 2; 2 aren't open any more.")
            guard case .refused(.notFound, _) = try await engine.ask(.claim(ids)) else {
                Issue.record("none of them is open")
                return
            }
            let acts = try engine.reader.audit(AuditFilter(actor: "supervisor"), limit: 100).rows.map(\.record.action)
            #expect(acts.reversed() == ["dismiss", "claim", "assign", "release", "dismiss", "dismiss"])
            let many = (1...Int64(CommandDesk.mostAtOnce + 1)).map(ExceptionID.init(rawValue:))
            guard case .refused(.invalid, _) = try await engine.ask(.claim(many)) else {
                Issue.record("that are too many for one transaction")
                return
            }
        }
    }

    @Test("who works on a cause and what was said of it is known of all its rows, however many")
    func workOfMany() async throws {
        try await TestSite.withEngine { engine in
            for number in 1...30 { await engine.submit("M\(number)", TestSite.use("NEW")) }
            await engine.settle()
            let ids = try engine.open.map(\.id).sorted()
            _ = try await engine.ask(.claim([ids[29]]))
            _ = try await engine.ask(.comment(.exception(ids[25]), text: "asked"))
            let partly = try #require(try engine.reader.work(on: [cause])[cause])
            #expect(partly.holders == ["supervisor"] && partly.isPartlyFree && partly.comments == 1)
            _ = try await engine.ask(.claim(ids))
            let all = try #require(try engine.reader.work(on: [cause])[cause])
            #expect(all.holders == ["supervisor"] && !all.isPartlyFree)
            _ = try await engine.ask(.dismiss([ids[25], ids[29]], reason: "a test"))
            let rest = try #require(try engine.reader.work(on: [cause])[cause])
            #expect(rest.comments == 0 && !rest.isPartlyFree)
        }
    }

    @Test("who works on a cause and what was said of it is read with it")
    func work() async throws {
        try await TestSite.withEngine { engine in
            for number in 1...3 { await engine.submit("M\(number)", TestSite.use("NEW")) }
            await engine.settle()
            let ids = try engine.open.map(\.id).sorted()
            #expect(
                try engine.reader.work(on: [cause, "x"]) == [cause: CauseWork(flow: TestSite.flowName, oldest: ids[0])])
            _ = try await engine.ask(.claim([ids[0]]))
            _ = try await engine.ask(.assign([ids[2]], to: "finance"))
            _ = try await engine.ask(.comment(.cause(cause), text: "new article"))
            _ = try await engine.ask(.comment(.exception(ids[1]), text: "asked"))
            let expected = CauseWork(
                holders: ["finance", "supervisor"], isPartlyFree: true, comments: 2, flow: TestSite.flowName,
                oldest: ids[0])
            #expect(try engine.reader.work(on: [cause]) == [cause: expected])
            #expect(try engine.reader.remarks(on: ids) == [ids[1]: 1])
            let mine = ExceptionFilter(holder: .user("finance"))
            #expect(try engine.reader.exceptions(mine).map(\.id) == [ids[2]])
            #expect(try engine.reader.exceptions(ExceptionFilter(holder: .nobody)).map(\.id) == [ids[1]])
            _ = try await engine.ask(.dismiss([ids[1]], reason: "a test"))
            let rows = try engine.reader.exceptions(numbered: [ids[1], ExceptionID(rawValue: 99), ids[0]])
            #expect(rows.map(\.id) == [ids[1], ids[0]] && rows[0].closedAt != nil)
        }
    }

    @Test("exceptions are given to somebody who may work on them, and to nobody else")
    func assigns() async throws {
        try await TestSite.withEngine { engine in
            await engine.submit("M1", TestSite.use("NEW"))
            await engine.settle()
            let id = try #require(try engine.open.first).id
            _ = try await engine.ask(.assign([id], to: "materials"))
            #expect(try engine.open.first?.claimedBy == "materials")
            for name in ["auditor", "nobody", "", "fin\u{1b}ance"] {
                guard case .refused(.invalid, _) = try await engine.ask(.assign([id], to: name)) else {
                    Issue.record("given to \(name)")
                    return
                }
            }
        }
    }
}
