import Catalog
import SyncModel

/// Writes rows to an export's folder. Whatever goes wrong closes the folder; it is opened again for the next rows, as
/// after a crash. Blocks its thread.
struct ExportWriter {
    private let export: Endpoint.FileExport
    private let layout: ExportLayout
    private let keyWindow: Duration
    private let around: ExportDesk.Surroundings
    private var desk: ExportDesk?
    /// So many beats are let pass before a folder that can't be used is tried again.
    private var patience = 0

    init(
        _ export: Endpoint.FileExport, _ layout: ExportLayout, keyWindow: Duration, _ around: ExportDesk.Surroundings
    ) {
        self.export = export
        self.layout = layout
        self.keyWindow = keyWindow
        self.around = around
    }

    /// Writes rows.
    ///
    /// - Returns: for each where it stands, whether it was written now or before; or why none was written.
    mutating func write(_ rows: [ExportRow], now: UTCTime) -> [Result<String, ExportTrouble>] {
        var answers: [Result<String, ExportTrouble>?] = Array(repeating: nil, count: rows.count)
        do {
            let desk = try opened(now: now)
            try desk.check()
            var batch: [Int] = []
            func flush() throws {
                guard !batch.isEmpty else { return }
                let documents = try desk.append(batch.map { rows[$0] }, now: now)
                for (place, document) in zip(batch, documents) { answers[place] = .success(document) }
                batch = []
                try desk.closeIfDue(now: now)
            }
            for (place, row) in rows.enumerated() {
                if batch.contains(where: { rows[$0].key == row.key }) { try flush() }
                if let document = desk.document(of: row.key) {
                    answers[place] = .success(document)
                    continue
                }
                if batch.isEmpty { try desk.closeIfDue(now: now) }
                batch.append(place)
                if batch.count >= desk.room { try flush() }
            }
            try flush()
            try desk.forget(before: now.advanced(by: .zero - keyWindow))
        } catch {
            let trouble = fail(error)
            return answers.map { $0 ?? .failure(trouble) }
        }
        return answers.map { $0 ?? .failure(ExportTrouble("file", "The row was not written.")) }
    }

    /// Where the row of a delivery stands; `nil` where it stands nowhere.
    mutating func document(of key: String, now: UTCTime) -> Result<String?, ExportTrouble> {
        do {
            let desk = try opened(now: now)
            try desk.check()
            return .success(desk.document(of: key))
        } catch { return .failure(fail(error)) }
    }

    /// Closes the open file if it is time to.
    mutating func beat(now: UTCTime) {
        patience -= 1
        guard desk != nil || patience <= 0 else { return }
        do { try opened(now: now).closeIfDue(now: now) } catch { _ = fail(error) }
    }

    /// Whether rows can be written.
    mutating func probe(now: UTCTime) -> Result<Void, ExportTrouble> {
        do {
            let desk = try opened(now: now)
            try desk.check()
            return .success(try desk.probe())
        } catch { return .failure(fail(error)) }
    }

    /// Lets the folder go.
    mutating func close() { desk = nil }

    private mutating func opened(now: UTCTime) throws(ExportTrouble) -> ExportDesk {
        if let desk { return desk }
        let fresh = try ExportDesk(export, layout, keyWindow: keyWindow, around, now: now)
        desk = fresh
        return fresh
    }

    private mutating func fail(_ error: any Error) -> ExportTrouble {
        (desk, patience) = (nil, 5)
        return error as? ExportTrouble
            ?? ExportTrouble("file", "\(export.folder) can't be written: \(type(of: error)).")
    }
}
