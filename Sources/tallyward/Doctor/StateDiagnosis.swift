import SyncModel
import SyncStore

/// What is to be said of a state's files, its disk, its engine and the clock. Pure: the facts are given.
struct StateDiagnosis {
    var inspection: StateInspection
    var release: SQLiteRelease
    var now: UTCTime

    /// So much room should be left for a day's work.
    private static let scarce = 1 << 30
    private static let nothing = 64 << 20
    private static let longLog = 64 << 20

    /// All of it.
    var findings: [Finding] { [state] + permissions + [log, sqlite] + disk + [engine] + clock }

    private var state: Finding {
        switch inspection.problem {
        case nil:
            if let first = inspection.damage.first {
                return Finding("state", .problem, "\(first) \(StorageFault.damaged.advice)")
            }
            let size = inspection.files.first { $0.path == inspection.path }?.size ?? 0
            return Finding("state", .fine, "\(inspection.path) can be read: \(size.asBytes).")
        case .missing(let path):
            return Finding("state", .warning, "There is no state at \(path); the engine makes one when it starts.")
        case let problem?: return Finding("state", .problem, "\(problem)")
        }
    }

    private var permissions: [Finding] {
        let open = inspection.files.filter { $0.mode & 0o007 != 0 }
        guard !open.isEmpty else {
            return inspection.files.isEmpty ? [] : [Finding("files", .fine, "Only owner and group may read the state.")]
        }
        let names = open.map(\.path).joined(separator: " ")
        return [
            Finding("files", .problem, "Everybody on this machine may read patient data: run chmod o-rwx \(names).")
        ]
    }

    private var log: Finding {
        let size = inspection.logSize
        guard size > Self.longLog else { return Finding("log", .fine, "The write-ahead log has \(size.asBytes).") }
        return Finding(
            "log", .warning,
            "The write-ahead log has \(size.asBytes); a program that keeps reading holds it up: close consoles and "
                + "SQLite shells that aren't needed.")
    }

    private var sqlite: Finding {
        guard release.hasWALResetFault else { return Finding("sqlite", .fine, "SQLite \(release).") }
        return Finding(
            "sqlite", .warning,
            "SQLite \(release) can damage a write-ahead log that two programs write at once; Tallyward writes through "
                + "one connection, so never open the state for writing with another program.")
    }

    private var disk: [Finding] {
        guard let disk = inspection.disk else {
            return [
                Finding("disk", .problem, "The folder of \(inspection.path) isn't there: make it, or name another.")
            ]
        }
        var findings: [Finding] = []
        switch disk.free {
        case ..<Self.nothing:
            findings.append(
                Finding("disk", .problem, "Only \(disk.free.asBytes) are free: make room before intake stops."))
        case ..<Self.scarce:
            findings.append(
                Finding("disk", .warning, "Only \(disk.free.asBytes) of \(disk.size.asBytes) are free: make room soon.")
            )
        default:
            findings.append(Finding("disk", .fine, "\(disk.free.asBytes) of \(disk.size.asBytes) are free."))
        }
        switch disk.kind {
        case let kind where kind.hasPrefix("nfs") || kind.hasPrefix("fuse") || ["cifs", "smb3", "9p"].contains(kind):
            findings.append(
                Finding(
                    "disk", .problem,
                    "The state is on a network or user-space file system, where locks and syncs can't be relied on: "
                        + "keep it on a local disk."))
        case "tmpfs", "ramfs":
            findings.append(
                Finding("disk", .warning, "The state is in memory and gone after a restart: keep it on a local disk."))
        default: break
        }
        return findings
    }

    private var engine: Finding {
        guard let engine = inspection.engine, engine.epoch > 0 else {
            return Finding("engine", .fine, "No engine has run on this state yet.")
        }
        let who = "process \(engine.pid) of \(engine.holder)"
        if let trouble = engine.trouble {
            return Finding("engine", .problem, "The engine works, but \(trouble.sentence)")
        }
        if engine.isAlive(at: now) { return Finding("engine", .fine, "The engine works: \(who).") }
        if let released = engine.releasedAt {
            return Finding("engine", .fine, "No engine works; the last one ended cleanly at \(released).")
        }
        let seen = engine.heartbeatAt.map { "\($0)" } ?? "its start"
        guard inspection.isHolderThere else {
            return Finding(
                "engine", .warning,
                "No engine works; the last one didn't end cleanly at \(seen). Start one: it checks the state first.")
        }
        return Finding(
            "engine", .problem,
            "The engine (\(who)) is there but has written nothing since \(seen): look at its log, and end it if it "
                + "is stopped or hangs.")
    }

    private var clock: [Finding] {
        let last = [inspection.engine?.heartbeatAt, inspection.lastRecordAt].compactMap(\.self).max()
        if let last, now < last, last.elapsed(since: now) > .seconds(5) {
            return [
                Finding(
                    "clock", .problem,
                    "The clock says \(now), but the state was written at \(last): set it right, and look at time sync.")
            ]
        }
        guard now > UTCTime(year: 2025, month: 1, day: 1) else {
            return [
                Finding("clock", .problem, "The clock says \(now): set it right before messages are stamped with it.")
            ]
        }
        return [Finding("clock", .fine, "The clock says \(now).")]
    }
}

extension Int {
    /// A size as people read it: `512 B`, `1.4 GB`.
    var asBytes: String {
        let units = ["B", "KB", "MB", "GB", "TB"]
        var size = Double(self)
        var unit = 0
        while size >= 1000, unit < units.count - 1 {
            size /= 1000
            unit += 1
        }
        let tenths = Int(size * 10)
        return unit == 0 || tenths >= 1000
            ? "\(Int(size)) \(units[unit])" : "\(tenths / 10).\(tenths % 10) \(units[unit])"
    }
}
