import SyncModel
import SyncStore
import Terminal

/// One exception: what arrived, what it became, why it stopped.
struct ExceptionScreen: CauseScreen {
    private let opened: FixTarget
    private var file: Awaited<CaseReading>
    private var scroll = ScrolledText()

    init(_ target: FixTarget) {
        opened = target
        file = Awaited(target.reading)
    }

    var place: Place { .exception }
    var subject: Subject? { .cause(opened.cause) }
    var readings: [any Reading] { [file.reading] }

    var standing: LaneStanding? { file.value?.detail?.delivery?.standing }

    /// What is known of it: from where it was opened, until it is read.
    var target: FixTarget? {
        guard let detail = file.value?.detail else { return opened }
        return FixTarget(detail.row, open: detail.others.count + 1, value: detail.others.value + detail.row.value)
    }

    func name(in context: ScreenContext) -> String {
        opened.exception.map { "exception \($0)" } ?? opened.fault.code.title
    }

    func counts(in context: ScreenContext) -> [Span] { target?.counts ?? [] }

    mutating func take(_ result: ReadResult, in context: ScreenContext) -> [ScreenEffect] {
        _ = file.take(result)
        return []
    }

    mutating func move(_ move: ListMove, in context: ScreenContext) -> [ScreenEffect]? {
        scroll.apply(move, lines: lines(in: context).height, height: context.body.height)
        return []
    }

    mutating func perform(_ action: ConsoleAction, in context: ScreenContext) -> [ScreenEffect] {
        switch action {
        case .next: step(by: 1)
        case .previous: step(by: -1)
        default: performOnCause(action, in: context) ?? []
        }
    }

    /// To another exception of the same cause.
    private func step(by step: Int) -> [ScreenEffect] {
        guard let file = file.value, let detail = file.detail, file.siblings.count > 1,
            let place = file.siblings.firstIndex(where: { $0.id == detail.row.id })
        else { return [.say("There is no other exception with this cause.")] }
        let row = file.siblings[(place + step + file.siblings.count) % file.siblings.count]
        return [.replace(ExceptionScreen(FixTarget(row)))]
    }

    func draw(into surface: inout Surface, in context: ScreenContext) {
        surface.draw(ExceptionView(lines: lines(in: context), offset: scroll.offset))
    }

    private func lines(in context: ScreenContext) -> ExceptionLines {
        if let detail = file.value?.detail { return ExceptionLines(detail, width: context.body.width, in: context) }
        let isGone = file.value != nil
        return ExceptionLines(
            isGone
                ? "Nothing is open with this cause any more: it was fixed meanwhile. q goes back."
                : context.stateProblem ?? file.problem ?? "Reading the exception …")
    }
}

extension Place {
    static let exception = Place(
        name: "exception", title: "Exception", sentence: "One row: what arrived, what it became, why it stopped",
        actions: FixDialog.all.map(\.action)
            + [
                .resubmit, .resubmitAll, .dismiss, .claim, .next, .previous, .others, .confirm, .absent, .stepAside,
                .back,
            ],
        coach: .exception)
}
