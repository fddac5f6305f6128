import Control
import SyncModel
import SyncStore
import Terminal

/// One request in full: its facts, what made it wait, and the whole change; decided about as it is shown.
struct ApprovalScreen: Screen {
    private let id: ApprovalID
    private var reading: Awaited<ApprovalReading>
    /// The request as it is shown.
    private(set) var row: ApprovalRow?
    /// Whether it isn't what the user has read here.
    private(set) var hasChanged = false
    private var scroll = ScrolledText()
    private var patient = ApprovalPatient()

    init(_ id: ApprovalID) {
        self.id = id
        reading = Awaited(ApprovalReading(id: id))
    }

    /// Begins with what a list has of it.
    init(_ row: ApprovalRow, patient: ApprovalPatient = ApprovalPatient()) {
        self.init(row.id)
        self.row = row
        self.patient = patient
        self.patient.turn(to: row)
    }

    var place: Place { .approval }
    var readings: [any Reading] { [reading.reading] + patient.readings }
    var subject: Subject? { .other("approval \(id)") }

    func name(in context: ScreenContext) -> String { "request \(id)" }

    mutating func take(_ result: ReadResult, in context: ScreenContext) -> [ScreenEffect] {
        patient.take(result)
        guard reading.take(result), let read = reading.value else { return [] }
        defer {
            row = read
            patient.turn(to: read)
        }
        guard let read, let shown = row, read.state == .pending, read.digest != shown.digest else { return [] }
        hasChanged = true
        return [
            .warn(
                "Request \(id) has changed while you had it open: "
                    + "read it again, then \(context.key(of: .lookedAt)).")
        ]
    }

    mutating func take(_ answer: Answer, in context: ScreenContext) -> [ScreenEffect] {
        patient.take(answer, at: context.now)
        guard case .done(_, .decided(let verdicts)) = answer, verdicts.count == 1,
            let verdict = verdicts.first, verdict.id == id
        else { return [] }
        guard [.approved, .rejected, .withdrawn].contains(verdict.outcome) else {
            hasChanged = hasChanged || verdict.outcome == .changed
            return []
        }
        return [.leave(.approval)]
    }

    mutating func move(_ move: ListMove, in context: ScreenContext) -> [ScreenEffect]? {
        scroll.apply(move, lines: lines(in: context).count, height: context.body.height)
        return []
    }

    mutating func cover() { patient.cover() }

    func refusal(for action: ConsoleAction, in context: ScreenContext) -> String? {
        if action == .unmask { return patient.refusal(row) }
        guard action == .approve, hasChanged, row?.state == .pending else {
            return ApprovalDecision.refusal(for: action, row, hasChanged: false, in: context)
        }
        return "Request \(id) has changed while you had it open: "
            + "read it again, then \(context.key(of: .lookedAt))."
    }

    func isWorthShowing(_ action: ConsoleAction, in context: ScreenContext) -> Bool {
        switch action {
        case .lookedAt: hasChanged
        case .unmask: row.map(ApprovalPatient.isMasked) ?? false
        case .withdraw: row?.state == .pending && row?.maker == context.user
        case .approve, .reject: row?.state == .pending && row?.maker != context.user
        default: true
        }
    }

    mutating func perform(_ action: ConsoleAction, in context: ScreenContext) -> [ScreenEffect] {
        if action == .lookedAt {
            guard hasChanged else { return [] }
            hasChanged = false
            return [
                .say(
                    "Read as it is now: "
                        + "\(context.key(of: .approve)) approves it, \(context.key(of: .reject)) turns it down."
                )
            ]
        }
        guard let row else { return [] }
        switch action {
        case .approve: return [.open(ApproveScreen(ApprovalBatch(rows: [row]), patient: patient))]
        case .reject: return ApprovalDecision.reject(ApprovalBatch(rows: [row]))
        case .withdraw: return ApprovalDecision.withdraw(row)
        case .unmask: return patient.ask()
        default: return []
        }
    }

    func draw(into surface: inout Surface, in context: ScreenContext) {
        surface.draw(ScrolledLines(lines(in: context), offset: scroll.offset))
    }

    private func lines(in context: ScreenContext) -> [[Span]] {
        guard let row else {
            let gone = "There is no request \(id). \(context.key(of: .back)) goes back."
            let waiting = reading.value == nil ? "Reading request \(id) …" : gone
            return [[Span(context.stateProblem ?? reading.problem ?? waiting, .dim)]]
        }
        var lines = ApprovalLines(row, patient, in: context, width: context.body.width - 6).page
        if hasChanged {
            let sentence =
                "It has changed since you opened it. "
                + "Read it again; \(context.key(of: .lookedAt)) says that you have."
            lines = [[Span(sentence, .statusWarning)], []] + lines
        } else if row.state == .pending, row.maker == context.user {
            lines += [
                [], [Span("This is your own: somebody else decides. "), Span("w", .key), Span(" takes it back.")],
            ]
        } else if let problem = reading.problem {
            lines = [[Span("As of before; it can't be read now: \(problem)", .statusWarning)], []] + lines
        }
        return lines
    }
}
