import Catalog
import Control
import Measures
import SyncModel
import Terminal

@testable import Console
@testable import SyncStore

/// A console that is driven by hand: keys go in, effects are kept, screens come out.
struct Desk {
    var model: ConsoleModel
    /// Everything asked for since the last look.
    private(set) var effects: [ConsoleEffect] = []
    var now = MadeUp.now

    init(
        roles: Set<Role> = [.materials], width: Int = 80, height: Int = 24, coach: ConsoleCoach? = nil,
        environment: SiteCatalog.Environment = .demo, process: Int32 = 1, isFed: Bool = true,
        catalog: SiteCatalog? = nil, home: RootScreen? = .overview
    ) {
        model = ConsoleModel(
            site: ConsoleSite(name: "General", environment: environment, catalog: catalog), user: "mara", roles: roles,
            now: MadeUp.now,
            coach: coach, home: home)
        model.process = process
        let capabilities = TerminalCapabilities(name: "memory", depth: .palette256, isUnicode: true)
        send(.started(Size(width: width, height: height), capabilities))
        if isFed { tell(.overview(MadeUp.overview())) }
    }

    mutating func send(_ event: TerminalEvent<ConsoleNews>) {
        effects += model.update(event, now: now, utcOffset: 0)
    }

    mutating func tell(_ news: ConsoleNews) { send(.message(news)) }

    /// Opens a screen in front of the one on top, as a screen does.
    mutating func open(_ screen: any Screen) { effects += model.carry([.open(screen)]) + model.watchIfChanged() }

    /// Presses keys by their names, one after the other: `m Enter`.
    mutating func press(_ names: String) {
        for name in names.split(separator: " ") {
            if let key = Key(name: String(name)) { send(.input(.key(key))) }
        }
    }

    /// What was asked for since the last time this was called.
    mutating func taken() -> [ConsoleEffect] {
        defer { effects = [] }
        return effects
    }

    /// Answers what was asked for, as the feed, the finder and the engine would; in the order it was asked.
    mutating func serve(preview: FixPreview = MadeUp.preview(), rows: [ExceptionRow] = [MadeUp.row(1), MadeUp.row(2)]) {
        for effect in taken() {
            switch effect {
            case .watch(let readings): for reading in readings { answer(reading.base, rows) }
            case .find(_, let search): tell(.found(search, MadeUp.candidates, ofItems: 41_310))
            case .consult(_, let request): tell(.answer(request, .preview(preview)))
            default: continue
            }
            serve(preview: preview, rows: rows)
        }
    }

    private mutating func answer(_ reading: any Reading, _ rows: [ExceptionRow]) {
        switch reading {
        case let reading as CausesReading:
            tell(MadeUp.causes.filter { reading.owner == nil || $0.owner == reading.owner }, for: reading)
        case let reading as ExceptionsReading: tell(rows, for: reading)
        case let reading as WorkSetReading: tell(WorkSet(rows: Self.rows(of: reading.selection, rows)), for: reading)
        case let reading as SavedViewsReading: tell([], for: reading)
        case let reading as CaseReading: tell(Desk.file(of: reading, rows), for: reading)
        default: break
        }
    }

    /// The rows of a selection; of a cause as many as the queue says there are.
    static func rows(of selection: WorkSelection, _ rows: [ExceptionRow]) -> [ExceptionRow] {
        switch selection {
        case .rows(let ids): return rows.filter { ids.contains($0.id) }
        case .matching: return rows
        case .causes(let causes):
            return causes.flatMap { name -> [ExceptionRow] in
                guard let cause = MadeUp.causes.first(where: { $0.cause == name }) else { return [] }
                return (1...Int64(cause.open)).map { MadeUp.row($0, cause.fault) }
            }
        }
    }

    /// Tells what was read.
    mutating func tell<R: Reading>(_ value: R.Value, for reading: R) {
        tell(.read(ReadResult(value, of: reading, at: now)))
    }

    mutating func tell(_ causes: [CauseRow], for reading: CausesReading) {
        tell(SearchableRows(causes.map { QueueCause(row: $0) }), for: reading)
    }

    mutating func tell(_ rows: [ExceptionRow], for reading: ExceptionsReading) {
        tell(SearchableRows(rows.map { QueueRow(row: $0) }), for: reading)
    }

    /// Tells the causes that the queue on screen asks for.
    mutating func tell(causes: [CauseRow]) {
        if let reading = asked(CausesReading.self) { tell(causes, for: reading) }
    }

    /// Tells the case that the screen asks for.
    mutating func tell(_ file: CaseFile) {
        if let reading = asked(CaseReading.self) { tell(file, for: reading) }
    }

    /// What the screens in sight ask of a kind.
    func asked<R: Reading>(_ kind: R.Type) -> R? { model.interest.compactMap { $0.base as? R }.last }

    /// The queue, on screen or as it was left.
    var queue: QueueScreen? {
        model.stack.compactMap { $0 as? QueueScreen }.last ?? model.parked[.queue] as? QueueScreen
    }

    static func file(of key: CaseReading, _ rows: [ExceptionRow]) -> CaseFile {
        let faults = [
            MadeUp.unmapped, MadeUp.badUnit, MadeUp.noPlace, MadeUp.tooMuch, MadeUp.refused, MadeUp.inDoubt,
            MadeUp.malformed,
        ]
        let fault = faults.first { $0.cause == key.cause } ?? MadeUp.unmapped
        let row = rows.first { $0.id == key.exception } ?? MadeUp.row(1, fault)
        let event = MadeUp.event(unit: UnitCode(rawValue: row.unit))
        return CaseFile(
            detail: MadeUp.detail(row, event: event), siblings: rows,
            item: fault.code == .unitInvalid ? MadeUp.suture : nil, newest: ExceptionID(rawValue: 50))
    }

    /// The commands among the effects taken.
    static func errands(_ effects: [ConsoleEffect]) -> [Errand] {
        effects.compactMap { if case .command(_, let errand) = $0, errand != .request(.whoAmI) { errand } else { nil } }
    }

    /// The number of the last command among the effects taken.
    static func commandToken(_ effects: [ConsoleEffect]) -> Int? {
        effects.compactMap { if case .command(let token, _) = $0 { token } else { nil } }.last
    }

    func surface(glyphs: GlyphSet = .unicode) -> Surface {
        var surface = Surface(size: model.size, glyphs: glyphs)
        surface.draw(FrameView(model: model))
        return surface
    }

    /// The screen's lines without the blanks at their ends.
    var lines: [String] {
        surface().rows.map { row in
            var row = Substring(row)
            while row.last == " " { row.removeLast() }
            return String(row)
        }
    }

    var text: String { lines.joined(separator: "\n") }
}

extension ConsoleNews {
    /// How everything stands, as the feed reads it.
    static func overview(_ overview: Overview) -> ConsoleNews {
        .read(ReadResult(overview, of: OverviewReading(), at: MadeUp.now))
    }
}
