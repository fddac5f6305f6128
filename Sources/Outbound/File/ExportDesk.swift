import Catalog
import Measures
import SyncModel

/// An export's folder while it is open: the file that is written, and which deliveries stand in it and in those before.
///
/// What goes wrong ends it. Whoever opens it again finds what is on the disk, and goes on from there, as after a crash.
final class ExportDesk {
    /// What is asked of the world around.
    struct Surroundings: Sendable {
        /// Whether a change of the disk is done.
        var gate: DiskGate = { $0 }
        /// Where the days of files are, and the time of day that they are closed at.
        var zone = ClockZone.machine
    }

    /// The folder of our own within an export's.
    static let ownFolder = ".tallyward"

    private let export: Endpoint.FileExport
    private let layout: ExportLayout
    private let zone: ClockZone
    private let folder: ExportFolder
    private let own: ExportFolder
    /// Open as long as this is: nobody else writes here meanwhile.
    private let lock: ExportFile
    private var open: OpenExport?
    private var known = KnownRows()

    /// Opens the folder, and finishes what was being closed.
    ///
    /// - Parameter keyWindow: how long the rows of a closed file are known.
    init(
        _ export: Endpoint.FileExport, _ layout: ExportLayout, keyWindow: Duration, _ around: Surroundings,
        now: UTCTime
    ) throws(ExportTrouble) {
        self.export = export
        self.layout = layout
        zone = around.zone
        folder = try ExportFolder(path: export.folder, gate: around.gate)
        own = try ExportFolder(Self.ownFolder, in: folder)
        lock = try own.open("lock")
        guard try lock.lock() else {
            throw ExportTrouble(
                "locked", "Another engine still writes to \(export.folder): it goes on here once that one has ended.")
        }
        try folder.sync()
        let names = try own.names(endingIn: OpenExport.indexSuffix).map { $0.dropLast(OpenExport.indexSuffix.count) }
        for name in names.map(String.init) { try take(up: name, keyWindow: keyWindow, now: now) }
    }

    private func take(up name: String, keyWindow: Duration, now: UTCTime) throws(ExportTrouble) {
        let bytes = try own.open(OpenExport.index(of: name)).bytes()
        guard let index = ExportIndex(bytes) else {
            // The first line is on the disk before any row is.
            guard bytes.count(where: { $0 == 0x0A }) <= 1 else {
                throw ExportTrouble(
                    "file", "\(own.path)/\(OpenExport.index(of: name)) is damaged: put it back from a copy.")
            }
            return try discard(name)
        }
        guard !index.entries.isEmpty else { return try discard(name) }
        let sealedAt: UTCTime
        if let at = index.sealedAt {
            sealedAt = at
            try OpenExport.publish(name, index.head.layout, from: own, to: folder)
        } else {
            let left = try OpenExport(name, index, in: own)
            known.add(name, index.entries.map(\.key), sealedAt: nil)
            if left.head.layout == layout, open == nil { return open = left }
            // The catalog has changed: this one ends as it was begun.
            return try publish(left, at: now)
        }
        known.add(name, index.entries.map(\.key), sealedAt: sealedAt)
    }

    private func discard(_ name: String) throws(ExportTrouble) {
        try own.remove(OpenExport.part(of: name))
        try own.remove(OpenExport.index(of: name))
    }

    /// Throws where what was opened isn't any more where it should be: on another disk, or taken away.
    func check() throws(ExportTrouble) {
        guard folder.isInPlace, own.isInPlace, open?.isInPlace(in: own) ?? true else {
            throw ExportTrouble("folder", "The folder \(export.folder) was changed while files in it were open.")
        }
    }

    /// What the row of a delivery is called, as `payroll-2026-11-23-1.csv:17`; `nil` where there is none.
    func document(of key: String) -> String? { known.document(of: key) }

    /// How many rows may be written to the open file at once.
    var room: Int { export.closing.rows - (open?.rows ?? 0) }

    /// Writes rows, ``room`` at most.
    func append(_ rows: [ExportRow], now: UTCTime) throws -> [String] {
        var file = try open ?? begin(now: now)
        let documents = try file.append(rows)
        open = file
        known.add(file.name, rows.map(\.key), sealedAt: nil)
        return documents
    }

    private func begin(now: UTCTime) throws -> OpenExport {
        let date = zone.day(of: now)
        var number = known.names.compactMap { export.file.number(of: $0, date: date) }.max() ?? 0
        var name: String
        repeat {
            number += 1
            name = export.file.name(date: date, number: number)
        } while try isTaken(name)
        let file = try OpenExport(name, ExportIndex.Head(begunAt: now, layout: layout), in: own)
        open = file
        return file
    }

    /// Whether a file has that name already; or rows stand under it without an index: a person took that away, and
    /// nobody knows which of them count.
    private func isTaken(_ name: String) throws(ExportTrouble) -> Bool {
        if try folder.holds(name) { return true }
        let part = OpenExport.part(of: name)
        guard try own.holds(part) else { return false }
        return try own.open(part).size() > layout.heading.count
    }

    /// Closes the open file if it is time to.
    func closeIfDue(now: UTCTime) throws(ExportTrouble) {
        guard let file = open, file.rows > 0 else { return }
        let end = export.closing.end(begunAt: file.head.begunAt, in: zone)
        guard room <= 0 || end.map({ $0 <= now }) == true else { return }
        open = nil
        try publish(file, at: now)
    }

    private func publish(_ file: OpenExport, at now: UTCTime) throws(ExportTrouble) {
        try file.seal(in: own, at: now)
        known.seal(file.name, at: now)
        try OpenExport.publish(file.name, file.head.layout, from: own, to: folder)
    }

    /// Forgets closed files whose time is over, but never the last: its number is gone on from.
    func forget(before limit: UTCTime) throws(ExportTrouble) {
        while let name = known.oldest(before: limit) {
            let keys = ExportIndex(try own.open(OpenExport.index(of: name)).bytes())?.entries.map(\.key) ?? []
            known.forget(name, keys)
            try own.remove(OpenExport.index(of: name))
        }
    }

    /// Writes a little, and takes it away again.
    func probe() throws(ExportTrouble) {
        let file = try own.open("probe")
        do throws(ExportTrouble) {
            try file.write([UInt8](repeating: 0x2D, count: 4096), at: 0)
            try file.sync()
        } catch {
            try own.remove("probe")
            throw error
        }
        try own.remove("probe")
    }
}
