import SyncModel
import Terminal

/// What goes out of the console by the user's own hand, and what calls for them.
extension ConsoleModel {
    /// Puts what stands for the thing under the cursor on the user's clipboard.
    mutating func copy() -> [ConsoleEffect] {
        guard let text = stack[baseIndex].copied(in: context).map(PlainStatus.visible), !text.isEmpty else {
            say("There is nothing here to copy.")
            return []
        }
        say("Copied \(text), if your terminal allows it.")
        return [.terminal(.request(.copy(text)))]
    }

    /// Has the list that is shown written to a file.
    mutating func exportList(to name: String) -> [ConsoleEffect] {
        guard let file = ExportFile(name) else {
            say("Name a file that ends in .csv or .json, for instance :export queue.csv.", .statusWarning)
            return []
        }
        guard let export = stack[baseIndex].exported(in: context) else {
            say("There is no list here to export.", .statusWarning)
            return []
        }
        return carry([.export(export, file, replacing: false)])
    }

    /// Says what came of an export; asks where there is such a file already.
    mutating func take(
        _ export: ListExport, _ file: ExportFile, _ outcome: ExportFile.Outcome
    ) -> [ConsoleEffect] {
        switch outcome {
        case .written: say("\(file.name) has \(export.count) of \(export.title), masked as here.", .statusOk)
        case .failed(let why): say("\(file.name) can't be written: \(why). Name another file.", .statusWarning)
        case .exists where locked == nil:
            notice = nil
            return carry([.open(ReplaceFileScreen(file: file, export: export))])
        case .exists: say("\(file.name) is there already; nothing was written.", .statusWarning)
        }
        return []
    }

    /// Shows the tour from its first card.
    mutating func startTour() {
        tour = Tour(for: roles)
        kept?.hasSeenTour = true
    }

    /// Sounds the bell and tells the desktop, where that was asked for, of critical notices that were not there at the
    /// last look.
    mutating func ring(for notices: [SyncModel.Notice]) -> [ConsoleEffect] {
        let critical = notices.filter { $0.level == .critical }
        defer { rung = Set(critical.map(\.id)) }
        guard let rung, let first = critical.first(where: { !rung.contains($0.id) }) else { return [] }
        let more = critical.count { !rung.contains($0.id) } - 1
        let text = more > 0 ? "\(first.text) (and \(more) more)" : first.text
        var effects: [ConsoleEffect] = ringsBell ? [.terminal(.request(.bell))] : []
        if tellsDesktop { effects.append(.terminal(.request(.notice("\(site.name): \(text)")))) }
        return effects
    }
}
