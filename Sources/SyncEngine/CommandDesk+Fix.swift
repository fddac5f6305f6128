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
    func apply(
        _ fix: Fix, cause: String, of command: Command, to transaction: inout EngineTransaction
    ) throws -> Effect {
        let change = try transaction.write(fix, change(of: command))
        let crosswalk = core.snapshot.applying(fix, as: change, at: transaction.now)
        try transaction.audit(
            actor: user, action: "fix", subject: cause.isEmpty ? fix.key.words : cause,
            detail: fix.summary + mandate.words)
        var occasion = EngineCore.Occasion(resolution: "fixed by \(user): \(fix.summary)\(mandate.words)", fix: change)
        occasion.isOnlyForSettled = fix.isBeside(cause)
        var (replanned, unfinished) = try replan(cause, by: crosswalk, for: occasion, in: &transaction)
        occasion.isOnlyForSettled = true
        replanned.lingers(occasion)
        var rest = mandate.portion - replanned.count
        for other in try fix.reach.flatMap(transaction.openCauses) where other != cause && rest > 0 {
            for (exception, delivery) in try transaction.openExceptions(ofCause: other, limit: rest) {
                rest -= 1
                guard let delivery else { continue }
                try core.replan(
                    exception, delivery, by: crosswalk, for: occasion, in: &transaction, into: &replanned)
            }
        }
        replanned.lanes = try transaction.outlook(of: replanned.freed.released)
        return Effect(
            reply: replanned.reply(isUnfinished: unfinished != nil), crosswalk: crosswalk, freed: replanned.freed,
            unfinished: unfinished)
    }

    /// Who changes the crosswalk by a command, and why.
    private func change(of command: Command) -> ChangeOccasion {
        ChangeOccasion(
            author: user, approver: mandate.approver, command: command.id,
            why: String((command.note?.why ?? "").asNote.prefix(Self.longestReason)))
    }

    /// Loads a part of the item master and the crosswalk. What waited for it follows after the commit.
    func load(
        _ loaded: CrosswalkImport, of command: Command, in transaction: inout EngineTransaction
    ) throws -> Effect {
        if let refusal = refusal(of: loaded, at: transaction.now) {
            return Effect(reply: .refused(.invalid, refusal))
        }
        let occasion = change(of: command)
        for item in loaded.items { try transaction.write(item, author: user) }
        var change: ChangeID?
        for fix in loaded.fixes { change = try transaction.write(fix, occasion) ?? change }
        try transaction.audit(
            actor: user, action: "import", subject: "crosswalk",
            detail: "\(loaded.items.count) items, \(loaded.fixes.count) mappings and locations" + mandate.words)
        return Effect(
            reply: .done(affected: loaded.count, released: 0, summary: "Loaded \(loaded.count) rows."),
            crosswalk: core.snapshot.loading(loaded, as: change, at: transaction.now))
    }

    /// Why entries with dates, or what a dry run has shown, can't be loaded; `nil` where they can.
    private func refusal(of loaded: CrosswalkImport, at now: UTCTime) -> String? {
        guard loaded.digest != nil || !loaded.entries.isEmpty else { return nil }
        let preview = core.snapshot.preview(loaded, at: now)
        if let digest = loaded.digest, digest != preview.digest {
            return "The crosswalk has changed since the dry run \(digest): make another."
        }
        return preview.conflicts.first.map { "\($0.key.words): \($0.sentence)" }
    }

    /// Plans all that waits for a cause again, as it is. What one transaction doesn't take is carried on, whoever dies.
    ///
    /// - Parameter seen: the last exception that whoever asks has seen; `nil` where all are meant.
    func resubmit(
        cause: String, through seen: ExceptionID?, id: String, in transaction: inout EngineTransaction
    ) throws -> Effect {
        let last = min(seen ?? transaction.lastException, transaction.lastException)
        var (replanned, unfinished) = try replan(
            cause, through: last, by: core.snapshot, for: resubmission, in: &transaction)
        guard replanned.count > 0 else {
            return Effect(reply: .refused(.notFound, "Nothing waits for that any more."))
        }
        replanned.lanes = try transaction.outlook(of: replanned.freed.released)
        try transaction.audit(
            actor: user, action: "resubmit", subject: cause, detail: "\(replanned.count) exceptions\(mandate.words)")
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
        _ cause: String, through last: ExceptionID? = nil, by crosswalk: CrosswalkSnapshot,
        for occasion: EngineCore.Occasion, in transaction: inout EngineTransaction
    ) throws -> (Replanned, Effect.Unfinished?) {
        let rows = try transaction.openExceptions(ofCause: cause, limit: mandate.portion)
            .filter { row in last.map { row.exception.id <= $0 } ?? true }
        var replanned = Replanned()
        for (exception, delivery) in rows {
            guard let delivery else { continue }
            try core.replan(exception, delivery, by: crosswalk, for: occasion, in: &transaction, into: &replanned)
        }
        guard rows.count == mandate.portion, let last = rows.last else { return (replanned, nil) }
        return (replanned, Effect.Unfinished(cause: cause, after: last.exception.id, occasion: occasion))
    }

    /// What a fix would do to the open exceptions of a cause, and of the others that it mends as well.
    func preview(_ fix: Fix, cause: String) -> Reply {
        var preview = FixPreview()
        var going: [ReadyDelivery] = []
        do {
            try forEach(mendedBy: fix, cause: cause) { preview.add($2, $1, &going) }
            preview.lanes = try core.reader.outlook(of: going)
            return .preview(preview)
        } catch {
            core.logger.error("a preview could not be read", metadata: ["reason": "\(error)"])
            return .refused(.unavailable, "The state can't be read just now; try again shortly.")
        }
    }

    /// Looks at the first exceptions that a fix mends, as it would leave them.
    ///
    /// - Returns: how many of them are of the named cause.
    @discardableResult
    func forEach(
        mendedBy fix: Fix, cause: String,
        _ body: (ExceptionRow, OpenDelivery, (row: FixPreview.Row, value: Money, stop: FaultCode?)) throws -> Void
    ) throws -> Int {
        let crosswalk = core.snapshot.applying(fix, at: core.clock.now())
        let named = try core.reader.openExceptions(ofCause: cause, limit: Self.previewed)
        for (exception, delivery) in named {
            guard !fix.isBeside(cause) || core.isSettled(exception, delivery, by: crosswalk) else { continue }
            try body(exception, delivery, try core.previewRow(exception, delivery, by: crosswalk))
        }
        var rest = Self.previewed - named.count
        for other in try fix.reach.flatMap(core.reader.openCauses) where other != cause && rest > 0 {
            for (exception, delivery) in try core.reader.openExceptions(ofCause: other, limit: rest) {
                rest -= 1
                guard core.isSettled(exception, delivery, by: crosswalk) else { continue }
                try body(exception, delivery, try core.previewRow(exception, delivery, by: crosswalk))
            }
        }
        return named.count
    }
}

extension FixPreview {
    /// Counts one line as the fix would leave it.
    mutating func add(
        _ line: (row: Row, value: Money, stop: FaultCode?), _ delivery: OpenDelivery, _ going: inout [ReadyDelivery]
    ) {
        considered += 1
        if line.row.isReleased {
            released += 1
            going.append(delivery.ready)
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
        // Packs are the item's own, whoever sends.
        if factorUnit != nil { return Self.codes([.defineUnit]) }
        switch key.kind {
        case .item: return Self.codes([.mapItem, .defineUnit]).map { "\($0) \(key.source) \(key.code)" }
        case .unit: return Self.codes([.defineUnit]).map { "\($0) \(key.source)" }
        case .location:
            return Self.codes([.mapLocation]).map { "\($0) \(key.source) \(key.code.isEmpty ? "(none)" : key.code)" }
        case .table(let table):
            let own = Self.codes([.mapCode]).map { "\($0) \(key.source) \(table) \(key.code)" }
            // What the destination refused may be the value: those go that would be something else now.
            return own + [FaultCode.rejected.rawValue]
        }
    }

    /// Whether it is asked for beside a cause that is about more than its entry, so that only those rows of it are
    /// touched that the entry changes.
    fileprivate func isBeside(_ cause: String) -> Bool {
        guard kind == .mapCode else { return false }
        let code = cause.split(separator: " ").first.flatMap { FaultCode(rawValue: String($0)) }
        return code.map { $0.fix != .mapCode } ?? false
    }

    private static func codes(_ kinds: Set<FixKind>) -> [String] {
        FaultCode.allCases.filter { code in code.fix.map(kinds.contains) ?? false }.map(\.rawValue)
    }
}
