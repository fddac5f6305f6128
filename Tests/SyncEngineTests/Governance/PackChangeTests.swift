import Catalog
import Control
import Measures
import SyncModel
import SyncStore
import Testing

@testable import SyncEngine

@Suite("Packs of items")
struct PackChangeTests {
    private let key = CrosswalkKey.pack("CS", of: "100")

    private func change(_ before: ExactDecimal?, _ after: ExactDecimal?, of inner: UnitCode = "BX") throws -> Fix {
        func content(_ number: ExactDecimal?) throws -> CrosswalkContent {
            CrosswalkContent(factor: try number.map { try PackFactor(unit: "CS", contains: $0, of: inner) })
        }
        return .revise(CrosswalkRevision(key, before: try content(before), after: try content(after)))
    }

    @Test("a pack that is entered lets what waits for it go, stands in the history, and is taken back as it was")
    func enters() async throws {
        try await TestSite.withEngine(policies: Policies(undoWindow: .seconds(5))) { engine in
            await engine.submit("M1", TestSite.use("CATH", 2, "CS"))
            await engine.settle()
            #expect(try engine.open.count == 1)
            let fix = try change(nil, 10)
            #expect(fix.kind == .defineUnit && fix.isWide && fix.summary == "pack CS of item 100 → 1 CS = 10 BX")
            guard case .preview(let preview) = try await engine.ask(.preview(fix, cause: ""), as: .materials) else {
                Issue.record("no preview")
                return
            }
            #expect(preview.considered == 1 && preview.released == 1)
            guard case .done(_, 1, _, _) = try await engine.ask(.apply(fix, cause: ""), as: .materials, id: "p1")
            else {
                Issue.record("not done")
                return
            }
            let item = try #require(try engine.reader.item("100"))
            #expect(item.packs.map(\.description) == ["1 BX = 50 EA", "1 CS = 10 BX"])
            let history = try engine.reader.history(of: key)
            #expect(history.map { $0.after.words } == ["1 CS = 10 BX"] && history[0].before == .nothing)
            guard case .done = try await engine.ask(.undo(command: "p1"), as: .materials) else {
                Issue.record("not taken back")
                return
            }
            #expect(try engine.reader.item("100")?.packs.map(\.description) == ["1 BX = 50 EA"])
            #expect(engine.core.snapshot.content(of: key, factorUnit: "CS") == .nothing)
            #expect(try engine.open.count == 1)
        }
    }

    @Test("a pack is taken away, holds after a restart, and is refused where it was changed meanwhile or leads nowhere")
    func removes() async throws {
        try await TestSite.withEngine { engine in
            _ = try await engine.ask(.apply(try change(nil, 10), cause: ""), as: .materials)
            for (fix, words) in [
                (try change(nil, 12), "changed meanwhile"),
                (try change(5, 7, of: "PAL"), "changed meanwhile"),
                (
                    Fix.revise(
                        CrosswalkRevision(
                            .pack("PK", of: "100"), before: .nothing,
                            after: CrosswalkContent(factor: try PackFactor(unit: "PK", contains: 3, of: "PAL")))),
                    "leads nowhere"
                ),
                (
                    Fix.revise(
                        CrosswalkRevision(
                            .pack("CS", of: "nope"), before: .nothing,
                            after: CrosswalkContent(factor: try PackFactor(unit: "CS", contains: 3, of: "EA")))),
                    "no item nope"
                ),
            ] {
                guard case .refused(.invalid, let sentence) = try await engine.ask(.apply(fix, cause: "")) else {
                    Issue.record("\(fix.summary) was taken")
                    continue
                }
                #expect(sentence.contains(words), "\(sentence)")
            }
            _ = try await engine.ask(.apply(try change(10, nil), cause: ""), as: .materials)
            let tables = try engine.core.reader.crosswalk()
            #expect(tables.items.first { $0.number == "100" }?.packs.map(\.unit) == ["BX"])
            #expect(try engine.reader.history(of: key).count == 2)
        }
    }

    @Test("a pack needs approval where the site's policy asks for it of units, and then is done as it was shown")
    func approval() async throws {
        let policies = Policies(approvals: [ApprovalRule(requests: [.defineUnit])])
        try await TestSite.withEngine(policies: policies) { engine in
            let asked = try await engine.ask(.apply(try change(nil, 10), cause: ""), as: .materials)
            guard case .pending(let id, _) = asked, let row = try engine.reader.approval(id) else {
                Issue.record("\(asked)")
                return
            }
            #expect(row.proposal.changes == [ChangeLine("pack CS of item 100", before: nil, after: "1 CS = 10 BX")])
            let seen = SeenApproval(id, digest: row.digest)
            _ = try await engine.ask(.approve([seen], reason: ""), as: .supervisor)
            #expect(try engine.reader.item("100")?.packs.count == 2)
        }
    }
}
