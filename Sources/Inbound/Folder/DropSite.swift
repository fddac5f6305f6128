internal import Catalog

/// A drop folder that is open, with the folders that its files go through.
///
/// | folder | what is in it |
/// | --- | --- |
/// | the folder itself | what was dropped, until it is taken up |
/// | `processing` | the file that is worked on, with how far it has got |
/// | `done` | files that were taken, each with its report |
/// | `refused` | files of which nothing was booked, or that changed while they were read, each with its report |
struct DropSite {
    let folder: FolderHandle
    let processing: FolderHandle
    let done: FolderHandle
    let refused: FolderHandle

    /// The folders that are made in a drop folder.
    static let folders = ["processing", "done", "refused"]

    init(path: String) throws(FolderTrouble) {
        folder = try FolderHandle(path: path)
        processing = try FolderHandle("processing", in: folder)
        done = try FolderHandle("done", in: folder)
        refused = try FolderHandle("refused", in: folder)
        // A file that is moved to another file system would have to be copied, and could be seen half.
        let devices = try Self.folders.map { name throws(FolderTrouble) in try folder.facts(of: name)?.device }
        guard Set(devices).count == 1, devices.first == (try folder.facts(of: "."))?.device else {
            throw FolderTrouble("\(path) and the folders in it have to be on one file system.")
        }
    }

    /// Where a file goes at the end.
    func last(of outcome: FileProgress.Outcome) -> FolderHandle { outcome.isTaken ? done : refused }

    /// A name that no file has in a folder yet, nor what is written about one.
    static func freeName(for file: String, in folder: FolderHandle) throws(FolderTrouble) -> String {
        for number in 1...100_000 {
            let name = FileNames.numbered(file, number)
            guard try folder.facts(of: name) == nil, try folder.facts(of: FileNames.report(on: name)) == nil,
                try folder.facts(of: FileNames.acknowledgment(on: name)) == nil
            else { continue }
            return name
        }
        throw FolderTrouble("\(folder.name) holds too many files like \(file): archive them.")
    }
}

/// Which files of a folder have stood still for long enough.
struct DropWatch {
    /// So many files are looked at in one round.
    static let limit = 10_000

    private struct Sighting {
        var facts: FileFacts
        var since: Duration
    }

    private var seen: [String: Sighting] = [:]

    /// The names of those that are ready, in the order in which they were last written.
    mutating func ready(in site: DropSite, _ folder: DropFolder, at uptime: Duration) throws(FolderTrouble) -> [String]
    {
        let suffix: String? = if case .rows(let layout) = folder.content { layout.totals?.suffix } else { nil }
        let beside = [folder.marker, suffix, FileNames.reportSuffix].compactMap { $0 }
        let names = try site.folder.names(limit: Self.limit) { name in
            folder.takes(name) && FileNames.isUsable(name) && !DropSite.folders.contains(name)
                && !beside.contains { name.hasSuffix($0) }
        }
        var now: [String: Sighting] = [:]
        for name in names {
            guard let facts = try site.folder.facts(of: name) else { continue }
            let before = seen[name]
            now[name] = before?.facts == facts ? before : Sighting(facts: facts, since: uptime)
        }
        seen = now
        var ready: [(name: String, at: Int64)] = []
        for (name, sighting) in now where uptime - sighting.since >= folder.settledAfter ?? .zero {
            let isAlone = sighting.facts.kind != .file
            if !isAlone {
                if let marker = folder.marker, try site.folder.facts(of: name + marker) == nil { continue }
                if let suffix, try site.folder.facts(of: name + suffix)?.kind != .file { continue }
            }
            ready.append((name, sighting.facts.writtenAt))
        }
        return ready.sorted { ($0.at, $0.name) < ($1.at, $1.name) }.map(\.name)
    }
}
