import Control
import SyncModel
import Terminal
import Testing

@testable import Console
@testable import SyncStore

private func id(_ number: Int64) -> ApprovalID { ApprovalID(rawValue: number) }

extension MadeUp {
    /// A request of `maker` to map an item, asked for so many minutes ago.
    static func approval(
        _ number: Int64, by maker: String = "lee", minutes: Int64 = 34, digest: String? = nil,
        title: String = "4471-B → 100234", kind: GovernedRequest = .mapItem, changes: [ChangeLine]? = nil,
        cents: Int64 = 799_216, approvers: Set<Role> = [.supervisor], state: ApprovalState = .pending,
        decision: String? = nil
    ) -> ApprovalRow {
        ApprovalRow(
            id: id(number), command: "c\(number)", maker: maker, askedAt: ago(.seconds(minutes * 60)),
            expiresAt: now.advanced(by: .seconds(86_400 - minutes * 60)), rule: "$500.00 or more",
            approvers: approvers,
            note: ProposalNote(why: "recall swap", evidence: ["same GTIN"], score: 94),
            proposal: Proposal(
                kind: kind, title: title,
                changes: changes ?? [ChangeLine("item code 4471-B of ehr", before: nil, after: "100234")],
                impact: ApprovalImpact(rows: 198, released: 190, value: Money(cents: cents), flows: ["supply-usage"])),
            digest: digest ?? "d\(number)", state: state, decidedBy: state == .pending ? nil : "dana",
            decidedAt: state == .pending ? nil : ago(.seconds(60)), decision: decision,
            outcome: state == .approved ? "190 of 198 waiting go out now." : nil)
    }

    /// Ten that a supervisor decides about, one for finance, and one of their own.
    static let approvals =
        (1...10).map { approval(Int64($0), minutes: Int64(40 - $0), title: "K-\($0) → 2200\($0)") }
        + [approval(11, approvers: [.finance]), approval(12, by: "mara")]
}

extension Desk {
    /// Tells the requests that the screen asks for.
    mutating func tell(approvals rows: [ApprovalRow]) {
        guard let reading = asked(ApprovalsReading.self) else { return }
        let listed = rows.filter { ($0.state == .pending) != reading.isHistory }
            .map {
                ListedApproval(row: $0, standing: ApprovalStanding($0, for: reading.user, roles: reading.roles))
            }
        tell(SearchableRows(listed.sorted { ($0.standing, $0.row.id) < ($1.standing, $1.row.id) }), for: reading)
    }

    /// A supervisor's desk, as it opens, with requests read.
    static func supervising(
        _ rows: [ApprovalRow] = MadeUp.approvals, roles: Set<Role> = [.supervisor], width: Int = 80, height: Int = 24
    ) -> Desk {
        var desk = Desk(roles: roles, width: width, height: height, home: nil)
        desk.press("6")
        desk.tell(approvals: rows)
        _ = desk.taken()
        return desk
    }

    fileprivate var approvals: ApprovalsScreen? { model.stack.compactMap { $0 as? ApprovalsScreen }.first }
}

@Suite("Deciding about requests")
struct ApprovalScreenTests {
    @Test("a supervisor begins on the approvals, materials on the queue, everybody else on the overview")
    func homes() {
        #expect(Desk(roles: [.supervisor], home: nil).model.root == .approvals)
        #expect(Desk(roles: [.supervisor, .auditor], home: nil).model.root == .approvals)
        #expect(Desk(roles: [.materials], home: nil).model.root == .queue)
        #expect(Desk(roles: [.materials, .supervisor], home: nil).model.root == .queue)
        for roles: Set<Role> in [[.integration], [.finance], [.auditor], [], Set(Role.allCases)] {
            #expect(Desk(roles: roles, home: nil).model.root == .overview)
        }
    }

    @Test("the screen follows who the engine says the user is, until a key was pressed; back leads home")
    func followsIdentity() {
        var desk = Desk(roles: [], home: nil)
        desk.tell(.reply(token: 1, .identity(user: "dana", roles: [.supervisor])))
        #expect(desk.model.root == .approvals)
        desk.press("4 q")
        #expect(desk.model.root == .approvals)
        var busy = Desk(roles: [], home: nil)
        busy.press("3")
        busy.tell(.reply(token: 1, .identity(user: "dana", roles: [.supervisor])))
        #expect(busy.model.root == .messages)
    }

    @Test("what waits is listed with what, who, why and what it touches, what I decide first, and the change as a diff")
    func list() {
        let desk = Desk.supervising()
        let lines = desk.lines
        #expect(lines[1].contains("Approvals") && lines[1].contains("10 for you, 1 of yours, 12 rows"))
        #expect(lines[2].contains("WHO") && lines[2].contains("WHAT") && lines[2].contains("WORTH"))
        #expect(lines[3].hasPrefix("▸") && lines[3].contains("map item K-1 → 22001"))
        #expect(lines[3].contains("$7,992 ") && lines[3].contains("39m") && lines[3].contains(" you"))
        #expect(desk.text.contains("item code 4471-B of ehr"))
        #expect(desk.text.contains("- (nothing)") && desk.text.contains("+ 100234"))
        #expect(desk.text.contains("198 rows worth $7,992.16; 190 go out; supply-usage"))
        #expect(desk.text.contains("lee: recall swap  (same GTIN, ranked 94 %)"))
        #expect(desk.text.contains("$500.00 or more: supervisor decides; void in 23h21m"))
        #expect(lines[23].contains("a approve") && lines[23].contains("x turn down"))
        var last = Desk.supervising()
        last.press("End")
        #expect(last.text.contains("yours: somebody else decides") && last.lines[23].contains("w take back"))
    }

    /// A delivery that its flow puts under approval.
    private static func delivery(_ number: Int64, barred: Set<String> = []) -> ApprovalRow {
        var row = MadeUp.approval(
            number, by: ApprovalRow.engine, title: "send 71046 MRI to revenue-cycle", kind: .send,
            changes: ["account ****", "amount 501", "charge-code 71046", "posting-date 2026-11-01"].map { line in
                let words = line.split(separator: " ").map(String.init)
                return ChangeLine(words[0], before: nil, after: words[1])
            })
        (row.delivery, row.barred, row.expiresAt) = (DeliveryID(rawValue: number), barred, ApprovalRow.never)
        row.proposal.impact = ApprovalImpact(rows: 1, released: 1, value: Money(cents: 50_100), flows: ["charges"])
        return row
    }

    @Test("a delivery stands among the others with the fields that would be sent, and waits however long it takes")
    func deliveries() {
        var desk = Desk.supervising([Self.delivery(1), MadeUp.approval(2)])
        #expect(desk.lines[3].contains("send 71046 MRI to revenue-cycle"))
        #expect(desk.text.contains("account  ****") && desk.text.contains("posting-date  2026-11-01"))
        #expect(!desk.text.contains("(nothing)") && desk.text.contains("waits for 34m"))
        #expect(desk.text.contains("1 row worth $501.00; 1 goes out; charges"))
        desk.press("a")
        #expect(desk.text.contains("amount  501"))
        desk.press("Enter")
        #expect(
            Desk.errands(desk.taken()) == [.request(.approve([SeenApproval(id(1), digest: "d1")], reason: ""))])
        desk.press("x")
        #expect(desk.text.contains("It isn't sent, and goes to the dead letters"))
        desk.press("Esc Enter")
        #expect(desk.text.contains("What would be sent") && desk.text.contains("charge-code       71046"))
    }

    @Test("whoever has had a hand in a delivery is told why somebody else decides")
    func barred() {
        var desk = Desk.supervising([Self.delivery(1, barred: ["mara"])])
        #expect(desk.lines[3].contains("others"))
        desk.press("a")
        #expect(desk.taken().isEmpty && desk.text.contains("You have corrected it, sent it again or said"))
    }

    @Test("the coach says what to do about what waits")
    func coach() {
        var desk = Desk(roles: [.supervisor], coach: .usual, home: nil)
        desk.tell(approvals: MadeUp.approvals)
        #expect(desk.lines[21].contains("a approves it, x turns it down"))
    }

    @Test("at 120 columns the reason has a column of its own, and the diff more room")
    func wide() {
        let desk = Desk.supervising(width: 120, height: 40)
        #expect(desk.lines[2].contains("WHY") && desk.lines[3].contains("recall swap"))
        #expect(desk.lines.count == 40)
    }

    @Test("what arrives after the marks were set is not approved with them")
    func frozen() {
        var desk = Desk.supervising(Array(MadeUp.approvals.prefix(2)))
        desk.press("*")
        desk.tell(approvals: Array(MadeUp.approvals.prefix(3)))
        desk.press("a")
        desk.tell(approvals: Array(MadeUp.approvals.prefix(4)))
        desk.press("Enter")
        let seen = (1...2).map { SeenApproval(id($0), digest: "d\($0)") }
        #expect(Desk.errands(desk.taken()) == [.request(.approve(seen, reason: ""))])
    }

    @Test("the parts of one import are decided about as one: with one key, or with one mark")
    func partsOfAnImport() {
        var rows = [MadeUp.approval(1)]
        for number in 2...4 {
            var part = MadeUp.approval(Int64(number), title: "part \(number - 1) of 3 of an import")
            part.proposal.group = "import 4f2a"
            rows.append(part)
        }
        var desk = Desk.supervising(rows)
        desk.press("Down a")
        #expect(desk.text.contains("Approve 3 requests"))
        #expect(desk.text.contains("3 requests of lee: 198 rows"))
        desk.press("Enter")
        let seen = (2...4).map { SeenApproval(id($0), digest: "d\($0)") }
        #expect(Desk.errands(desk.taken()) == [.request(.approve(seen, reason: ""))])
        var marked = Desk.supervising(rows)
        marked.press("Down Space")
        #expect(marked.text.contains("All 3 parts of the import are marked"))
        marked.press("Space")
        #expect(!marked.text.contains("3 marked"))
    }

    @Test("a reason can be said with an approval; turning down takes one, by its digit or typed")
    func reasons() {
        var desk = Desk.supervising()
        desk.press("a o k Enter")
        let first = SeenApproval(id(1), digest: "d1")
        #expect(Desk.errands(desk.taken()) == [.request(.approve([first], reason: "ok"))])
        desk.press("Space Space x 3")
        #expect(
            Desk.errands(desk.taken())
                == [.request(.reject([id(1), id(2)], reason: ApprovalDecision.reasons[2]))])
        desk.press("Down x t n o t Space n o w Enter")
        // Marks stay until the engine has answered.
        #expect(Desk.errands(desk.taken()) == [.request(.reject([id(1), id(2)], reason: "not now"))])
        desk.press("x t n o Enter")
        #expect(Desk.errands(desk.taken()).isEmpty)
        #expect(desk.model.notice?.text.contains("needs a few words") == true)
    }

    @Test("one's own request can't be decided, marked or found among all; it can be taken back")
    func ownRequest() {
        var desk = Desk.supervising()
        desk.press("End a")
        #expect(desk.model.notice?.text == "Request 12 is your own: somebody else decides. w takes it back.")
        desk.press("Space")
        #expect(desk.approvals?.marks.isEmpty == true)
        desk.press("*")
        #expect(desk.approvals?.marks.contains(id(12)) == false && desk.approvals?.marks.count == 10)
        desk.press("*")
        _ = desk.taken()
        desk.press("w")
        #expect(Desk.errands(desk.taken()) == [.request(.withdraw([id(12)], reason: ""))])
        desk.press("Home w")
        #expect(desk.model.notice?.text == "Request 1 is lee's to take back.")
    }

    @Test("what changed while it was listed loses its mark and has to be looked at again")
    func changedInTheList() {
        var desk = Desk.supervising()
        desk.press("Space Up")
        desk.tell(approvals: [MadeUp.approval(1, digest: "new")] + MadeUp.approvals.dropFirst())
        #expect(desk.approvals?.marks.isEmpty == true)
        #expect(desk.model.notice?.text.contains("Request 1 has changed since you looked at it") == true)
        #expect(desk.lines[3].contains(" LOOK"))
        desk.press("a")
        #expect(desk.model.place == .approvals && Desk.errands(desk.taken()).isEmpty)
        desk.press("* *")
        desk.press("Enter q a Enter")
        #expect(
            Desk.errands(desk.taken())
                == [.request(.approve([SeenApproval(id(1), digest: "new")], reason: ""))])
    }

    @Test("what the engine says has changed is said, and is not approved again before it was looked at")
    func changedByTheAnswer() throws {
        var desk = Desk.supervising()
        desk.press("* a Enter")
        let token = try #require(Desk.commandToken(desk.taken()))
        desk.tell(
            .reply(
                token: token,
                .decided(
                    (1...9).map { ApprovalVerdict(id($0), .approved, "done", released: 20) }
                        + [ApprovalVerdict(id(10), .changed, "Request 10 has changed.")])))
        #expect(
            desk.model.notice?.text == "9 approved, 180 rows go out; 1 changed meanwhile: look again (Enter).")
        #expect(desk.approvals?.marks.isEmpty == true && desk.approvals?.changed == [id(10)])
        desk.tell(approvals: [MadeUp.approval(10, digest: "new")])
        desk.press("a")
        #expect(Desk.errands(desk.taken()).isEmpty)
        #expect(desk.model.notice?.text == desk.model.keys.filled(ApprovalDecision.changed(id(10))))
    }

    @Test("the page shows the whole change, and what changes under the eyes has to be read again")
    func page() throws {
        let changes = (1...40).map { ChangeLine("item code K-\($0) of ehr", before: "100", after: "20\($0)") }
        var desk = Desk.supervising([MadeUp.approval(1, changes: changes)])
        #expect(desk.text.contains("item code K-2 of ehr: 100 → 202"))
        #expect(desk.text.contains("and 37 more changes   Enter shows them"))
        desk.press("Enter")
        #expect(desk.model.place == .approval)
        #expect(desk.text.contains("40 changes") && desk.text.contains("Evidence  same GTIN, ranked 94 %"))
        desk.press("End")
        #expect(desk.text.contains("+ 2040") && desk.text.contains("Digest    d1"))
        desk.tell(MadeUp.approval(1, digest: "new", cents: 1_000_000), for: ApprovalReading(id: id(1)))
        desk.press("a")
        #expect(desk.model.notice?.text.contains("has changed while you had it open") == true)
        #expect(desk.model.place == .approval)
        desk.press("Enter a Enter")
        let seen = SeenApproval(id(1), digest: "new")
        let effects = desk.taken()
        #expect(Desk.errands(effects) == [.request(.approve([seen], reason: ""))])
        let token = try #require(Desk.commandToken(effects))
        desk.tell(.reply(token: token, .decided([ApprovalVerdict(id(1), .approved, "190 of 198 go out.")])))
        #expect(desk.model.place == .approvals && desk.model.notice?.text == "190 of 198 go out.")
    }

    @Test("Tab shows what was decided, by whom and why")
    func decided() {
        var desk = Desk.supervising()
        desk.press("Tab")
        desk.tell(approvals: [MadeUp.approval(3, state: .rejected, decision: "ask finance first")])
        #expect(desk.text.contains("rejected by dana 1m ago: ask finance first"))
        desk.press("a")
        #expect(Desk.errands(desk.taken()).isEmpty)
        desk.press("Enter a")
        #expect(Desk.errands(desk.taken()).isEmpty)
        desk.press("q Tab")
        #expect(desk.model.place == .approvals && desk.model.stack.count == 1)
    }

    @Test(
        "every barrier is explained",
        arguments: [
            (Role.materials, "* a", "With materials management you may not decide about requests"),
            (.finance, "a", "10 for you"), (.auditor, "x", "With auditor you may not decide about requests"),
        ])
    func rights(role: Role, keys: String, words: String) {
        var desk = Desk.supervising(
            role == .finance ? (1...10).map { MadeUp.approval(Int64($0), approvers: [.finance]) } : MadeUp.approvals,
            roles: [role])
        desk.press(keys)
        #expect(desk.text.contains(words))
        #expect(Desk.errands(desk.taken()).isEmpty)
    }

    @Test("loading, empty, an error and an engine that is away are said in words")
    func states() {
        var desk = Desk(roles: [.supervisor], home: nil)
        #expect(desk.text.contains("Reading the requests …"))
        desk.tell(approvals: [])
        #expect(desk.text.contains("Nothing waits for approval. What comes shows up here"))
        if let reading = desk.asked(ApprovalsReading.self) {
            let problem = StateFileProblem.failed(path: "state.db", reason: "the disk is gone")
            desk.tell(.read(ReadResult(AnyReading(reading), .failure(problem), at: MadeUp.now)))
        }
        #expect(desk.text.contains("the disk is gone"))
        var stale = Desk.supervising()
        stale.tell(.overview(MadeUp.overview(heartbeat: .seconds(120))))
        stale.press("a")
        #expect(stale.model.notice?.text.contains("No engine works on this state, last seen 2m ago") == true)
        #expect(stale.model.place == .approvals)
    }

    @Test("whoever decides is told how many wait, in the verdict and on the overview; whoever asked is not")
    func counted() {
        var overview = MadeUp.overview()
        overview.approvals = [
            ApprovalCount(
                maker: "lee", approvers: [.supervisor], count: 3, value: Money(cents: 799_216), oldest: MadeUp.now),
            ApprovalCount(
                maker: "mara", approvers: [.supervisor], count: 1, value: Money(cents: 100), oldest: MadeUp.now),
        ]
        var desk = Desk(roles: [.supervisor])
        desk.tell(.overview(overview))
        #expect(desk.lines[0].contains("WAITING 3 for your approval, $7,992"))
        #expect(desk.text.contains("approval, 3 by you"))
        var maker = Desk(roles: [.materials])
        maker.tell(.overview(overview))
        #expect(maker.lines[0].contains("WAITING 23 for materials") && !maker.lines[0].contains("approval"))
        #expect(maker.text.contains("approval") && !maker.text.contains("by you"))
    }

    @Test("at 60x16 and at 200x60 it draws without a gap")
    func sizes() {
        for (width, height) in [(60, 16), (100, 30), (200, 60)] {
            var desk = Desk.supervising(width: width, height: height)
            for keys in ["*", "a", "Esc", "x", "Esc", "Enter"] {
                desk.press(keys)
                #expect(desk.lines.count == height)
                #expect(desk.lines.allSatisfy { DisplayWidth.of($0) <= width })
            }
        }
    }
}
