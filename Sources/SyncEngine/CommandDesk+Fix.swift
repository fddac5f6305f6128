import Control
import Foundation
import Logging
import Measures
import SyncModel
import SyncStore

extension CommandDesk {
    /// How many exceptions a preview looks at.
    private static let previewed = 2000

    /// Changes the crosswalk and plans what waits for it again, whatever its cause is called.
    func apply(_ fix: Fix, cause: String, to transaction: inout EngineTransaction) throws -> Effect {
        let crosswalk = core.snapshot.applying(fix)
        try transaction.write(fix, author: user)
        try transaction.audit(actor: user, action: "fix", subject: cause, detail: fix.summary)
        var occasion = EngineCore.Occasion(resolution: "fixed by \(user): \(fix.summary)")
        var (replanned, unfinished) = try replan(cause, by: crosswalk, for: occasion, in: &transaction)
        occasion.isOnlyForSettled = true
        var rest = Self.chunk - replanned.count
        for other in try fix.reach.flatMap(transaction.openCauses) where other != cause && rest > 0 {
            for (exception, delivery) in try transaction.openExceptions(ofCause: other, limit: rest) {
                rest -= 1
                guard let delivery else { continue }
                try core.replan(
                    exception, delivery, by: crosswalk, for: occasion, in: &transaction, into: &replanned)
            }
        }
        return Effect(
            reply: replanned.reply(isUnfinished: unfinished != nil), crosswalk: crosswalk, freed: replanned.freed,
            unfinished: unfinished)
    }

    /// Loads a part of the item master and the crosswalk. What waited for it follows after the commit.
    func load(_ loaded: CrosswalkImport, in transaction: inout EngineTransaction) throws -> Effect {
        for item in loaded.items { try transaction.write(item, author: user) }
        for fix in loaded.fixes { try transaction.write(fix, author: user) }
        try transaction.audit(
            actor: user, action: "import", subject: "crosswalk",
            detail: "\(loaded.items.count) items, \(loaded.count - loaded.items.count) mappings and locations")
        return Effect(
            reply: .done(affected: loaded.count, released: 0, summary: "Loaded \(loaded.count) rows."),
            crosswalk: core.snapshot.loading(loaded))
    }

    /// Plans all that waits for a cause again, as it is. What one transaction doesn't take is carried on, whoever dies.
    func resubmit(cause: String, id: String, in transaction: inout EngineTransaction) throws -> Effect {
        let last = transaction.lastException
        let (replanned, unfinished) = try replan(cause, by: core.snapshot, for: .word(of: user), in: &transaction)
        guard replanned.count > 0 else {
            return Effect(reply: .refused(.notFound, "Nothing waits for that any more."))
        }
        try transaction.audit(
            actor: user, action: "resubmit", subject: cause, detail: "\(replanned.count) exceptions")
        var effect = Effect(reply: replanned.reply(isUnfinished: unfinished != nil), freed: replanned.freed)
        if let unfinished {
            let rest = OpenResubmission(
                command: id, actor: user, cause: cause, position: unfinished.after, last: last)
            try transaction.begin(rest)
            effect.steering = { core.carryOn(rest) }
        }
        return effect
    }

    private func replan(
        _ cause: String, by crosswalk: CrosswalkSnapshot, for occasion: EngineCore.Occasion,
        in transaction: inout EngineTransaction
    ) throws -> (Replanned, Effect.Unfinished?) {
        let rows = try transaction.openExceptions(ofCause: cause, limit: Self.chunk)
        var replanned = Replanned()
        for (exception, delivery) in rows {
            guard let delivery else { continue }
            try core.replan(exception, delivery, by: crosswalk, for: occasion, in: &transaction, into: &replanned)
        }
        guard rows.count == Self.chunk, let last = rows.last else { return (replanned, nil) }
        return (replanned, Effect.Unfinished(cause: cause, after: last.exception.id, occasion: occasion))
    }

    /// What a fix would do to the open exceptions of a cause, and of the others that it mends as well.
    func preview(_ fix: Fix, cause: String) -> Reply {
        let crosswalk = core.snapshot.applying(fix)
        var preview = FixPreview()
        do {
            let named = try core.reader.openExceptions(ofCause: cause, limit: Self.previewed)
            for (exception, delivery) in named {
                preview.add(try core.previewRow(exception, delivery, by: crosswalk))
            }
            var rest = Self.previewed - named.count
            for other in try fix.reach.flatMap(core.reader.openCauses) where other != cause && rest > 0 {
                for (exception, delivery) in try core.reader.openExceptions(ofCause: other, limit: rest) {
                    rest -= 1
                    guard core.isSettled(exception, delivery, by: crosswalk) else { continue }
                    preview.add(try core.previewRow(exception, delivery, by: crosswalk))
                }
            }
            return .preview(preview)
        } catch {
            core.logger.error("a preview could not be read", metadata: ["reason": "\(error)"])
            return .refused(.unavailable, "The state can't be read just now; try again shortly.")
        }
    }
}

extension FixPreview {
    /// Counts one line as the fix would leave it.
    fileprivate mutating func add(_ line: (row: Row, value: Money, stop: FaultCode?)) {
        considered += 1
        if line.row.isReleased {
            released += 1
            value = value + line.value
        }
        if let stop = line.stop { stillStopped[stop, default: 0] += 1 }
        if rows.count < 20 { rows.append(line.row) }
    }
}

extension Fix {
    /// Where the causes stand that it may mend beside the one it is asked for with: their keys, or the beginnings of
    /// them. What it mends farther off, through a second code of an item, is found by the sweep.
    fileprivate var reach: [String] {
        switch self {
        case .mapItem(let mapping):
            Self.codes([.mapItem, .defineUnit]).map { "\($0) \(mapping.source) \(mapping.code)" }
        case .defineUnit(let mapping, nil): Self.codes([.defineUnit]).map { "\($0) \(mapping.source)" }
        // Packs are the item's own, whoever sends.
        case .defineUnit: Self.codes([.defineUnit])
        case .mapLocation(let source, let entry):
            Self.codes([.mapLocation]).map { "\($0) \(source) \(entry.code.isEmpty ? "(none)" : entry.code)" }
        }
    }

    private static func codes(_ kinds: Set<FixKind>) -> [String] {
        FaultCode.allCases.filter { code in code.fix.map(kinds.contains) ?? false }.map(\.rawValue)
    }
}
