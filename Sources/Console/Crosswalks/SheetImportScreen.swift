import Control
import Measures
import SyncModel
import SyncStore
import Terminal

/// A CSV file on its way into the crosswalk: what it would do first, then just that.
struct SheetImportScreen: Screen {
    /// How far it is.
    enum Step: Hashable, Sendable {
        /// The file is read.
        case reading
        /// The engine works out what the parts would do.
        case looking
        /// Everything is known.
        case shown
        /// The parts are being loaded.
        case loading
        /// All was asked for.
        case done(String)
        /// It can't go on, and why.
        case stopped(String)
    }

    private let path: String
    private var file: Awaited<SheetReading>
    private(set) var step = Step.reading
    private(set) var sheet: SheetImport?
    private var scroll = ScrolledText()

    init(_ path: String, in context: ScreenContext) {
        self.path = path
        file = Awaited(SheetReading(path: path, utcOffset: context.utcOffset))
    }

    var place: Place { .sheetImport }
    /// The file is read once: what is changed in it afterwards isn't loaded.
    var readings: [any Reading] { step == .reading ? [file.reading] : [] }

    func name(in context: ScreenContext) -> String { "import \(path)" }

    func barrier(in context: ScreenContext) -> String? { RequestKind.previewImport.refusal(for: context.roles) }

    func counts(in context: ScreenContext) -> [Span] {
        guard let sheet else { return [] }
        return [Span("\(Wording.count(sheet.contents.count, "line")) ", .breadcrumb)]
    }

    // MARK: What comes

    mutating func take(_ result: ReadResult, in context: ScreenContext) -> [ScreenEffect] {
        guard step == .reading, file.take(result), let read = file.value else { return [] }
        switch read {
        case .failure(let problem):
            step = .stopped(problem.description)
            return []
        case .success(let contents):
            let sheet = SheetImport(contents)
            self.sheet = sheet
            step = .looking
            return lookOn()
        }
    }

    /// Asks what the next part would do.
    private mutating func lookOn() -> [ScreenEffect] {
        guard let sheet else { return [] }
        if let part = sheet.unseen { return [.consult(.previewImport(part))] }
        step =
            sheet.contents.count == 0 && sheet.contents.problemCount == 0
            ? .stopped("\(path) has no line to load.") : .shown
        return []
    }

    mutating func take(_ answer: Answer, in context: ScreenContext) -> [ScreenEffect] {
        switch answer {
        case .reply(.previewImport(let part), let reply) where step == .looking && part == sheet?.unseen:
            return looked(reply)
        case .done(.request(.importCrosswalk(let part)), let reply) where step == .loading && part == sheet?.unloaded:
            return loaded(reply)
        default: return []
        }
    }

    private mutating func looked(_ reply: Reply) -> [ScreenEffect] {
        switch reply {
        case .importPreview(let preview):
            sheet?.take(preview)
            return lookOn()
        case .refused(_, let sentence): step = .stopped(sentence)
        default: step = .stopped("The engine answered something else than a dry run.")
        }
        return []
    }

    private mutating func loaded(_ reply: Reply) -> [ScreenEffect] {
        guard let total = sheet.map({ $0.total.new + $0.total.changed }) else { return [] }
        switch reply {
        case .refused(_, let sentence):
            let loaded = "\(sheet?.loadedChanges.grouped ?? "0") of \(total.grouped) changes were loaded"
            step = .stopped("\(loaded), the rest not: \(sentence)")
            return []
        case .pending(_, let sentence):
            sheet?.takeLoaded()
            if sheet?.unloaded == nil {
                step = .done(sentence)
                return []
            }
        default: sheet?.takeLoaded()
        }
        return loadOn()
    }

    private mutating func loadOn() -> [ScreenEffect] {
        guard let sheet, let part = sheet.unloaded else {
            step = .done("Loaded \(Wording.count(sheet?.loadedChanges ?? 0, "change")).")
            return []
        }
        return [.command(.importCrosswalk(part), deed: "Load \(Wording.count(part.count, "entry", "entries"))")]
    }

    // MARK: Keys

    func refusal(for action: ConsoleAction, in context: ScreenContext) -> String? {
        guard action == .load else { return nil }
        switch step {
        case .reading, .looking: return "The engine is still working out what it would do."
        case .loading: return "It is being loaded."
        case .done(let sentence), .stopped(let sentence): return sentence
        case .shown: break
        }
        guard sheet?.isClear == true else { return "Nothing of it is loaded while any line is wrong." }
        guard let part = sheet?.unloaded else { return "It changes nothing." }
        // Codes of tables are loaded by those who look after them, items by those who look after items.
        return context.refusal(for: Request.importCrosswalk(part).kind)
    }

    mutating func perform(_ action: ConsoleAction, in context: ScreenContext) -> [ScreenEffect] {
        guard action == .load else { return [] }
        step = .loading
        return loadOn()
    }

    mutating func move(_ move: ListMove, in context: ScreenContext) -> [ScreenEffect]? {
        scroll.apply(move, lines: lines(in: context).count, height: context.body.height)
        return []
    }

    func draw(into surface: inout Surface, in context: ScreenContext) {
        surface.draw(ScrolledLines(lines(in: context), offset: scroll.offset))
    }

    // MARK: Drawing

    private func lines(in context: ScreenContext) -> [[Span]] {
        var lines: [[Span]] = [state(in: context), []]
        guard let sheet else { return lines }
        let places = sheet.lines
        for problem in sheet.contents.problems {
            lines.append([Span("line \(problem.line)".padded(12), .statusWarning), Span(problem.sentence)])
        }
        if sheet.contents.problemCount > sheet.contents.problems.count {
            lines.append([
                Span("… and \((sheet.contents.problemCount - sheet.contents.problems.count).grouped) more", .dim)
            ])
        }
        let total = sheet.total
        for conflict in total.conflicts.prefix(CrosswalkSheet.mostProblems) {
            let place = "line \(places[conflict.key.words] ?? 0)".padded(12)
            lines.append([Span(place, .statusWarning), Span("\(conflict.key.words): \(conflict.sentence)")])
        }
        guard step != .looking else { return lines }
        for change in total.changes {
            let isEnd = change.after == nil || change.after?.hasSuffix(" nothing") == true
            let sign = change.before == nil ? "added" : isEnd ? "ends" : "changed"
            let style: Style = change.before == nil ? .diffAdded : isEnd ? .diffRemoved : .statusInfo
            lines.append([
                Span("line \(places[change.what] ?? 0)".padded(12), .dim), Span(sign.padded(9), style),
                Span(change.what, .strong), Span("  \(change.before.map { "\($0) -> " } ?? "")"),
                Span(change.after ?? "nothing"),
            ])
        }
        let more = total.new + total.changed - total.changes.count
        if more > 0 { lines.append([Span("… and \(more.grouped) more", .dim)]) }
        return lines
    }

    private func state(in context: ScreenContext) -> [Span] {
        switch step {
        case .reading: return [Span(context.stateProblem ?? file.problem ?? "Reading \(path) …", .dim)]
        case .looking:
            let (seen, all) = (sheet?.seen ?? 0, sheet?.contents.entries.count ?? 0)
            return [Span("Dry run: looked at \(seen.grouped) of \(all.grouped) entries …", .dim)]
        case .loading:
            return [Span("Loading: \(sheet?.loadedChanges.grouped ?? "0") changes so far …", .statusInfo)]
        case .done(let sentence):
            return [Span(sentence, .statusOk), Span("  \(context.key(of: .back)) goes back", .dim)]
        case .stopped(let sentence): return [Span(sentence, .statusWarning)]
        case .shown: return verdict
        }
    }

    private var verdict: [Span] {
        guard let sheet else { return [] }
        guard sheet.isClear else {
            let count = sheet.contents.problemCount + sheet.conflicts.count
            return [
                Span("\(Wording.count(count, "line is", "lines are")) wrong: nothing is loaded. ", .statusWarning),
                Span("Mend the file and import it again."),
            ]
        }
        let total = sheet.total
        return [
            Span("\(total.new.grouped) added, \(total.changed.grouped) changed", .strong),
            Span(" (\(total.ended.grouped) of them end), \(total.same.grouped) unchanged   "),
            Span("digest \(sheet.digest)   ", .dim),
            Span(sheet.unloaded == nil ? "nothing to load" : "l loads just this", sheet.unloaded == nil ? .dim : .key),
        ]
    }
}

/// A CSV file with entries of the crosswalk.
struct SheetReading: Reading {
    typealias Store = any CrosswalkStore

    var path: String
    var utcOffset: Int

    var staleness: Staleness { .never }

    func read(
        from store: any CrosswalkStore, at now: UTCTime
    ) throws(StateFileProblem) -> Result<CrosswalkSheet.Contents, SheetFile.Problem> {
        do throws(SheetFile.Problem) {
            return .success(CrosswalkSheet.read(try SheetFile.read(path)) { _ in utcOffset })
        } catch { return .failure(error) }
    }
}

extension ConsoleAction {
    static let load = ConsoleAction(
        "load", keys: [.character("l")], sentence: "Load just what is shown", right: .importCodes)
}

extension Place {
    static let sheetImport = Place(
        name: "sheetImport", title: "Import",
        sentence: "What a CSV file would change; nothing is loaded before you say so", actions: [.load, .back])
}
