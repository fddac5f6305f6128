import Catalog
public import Control
import Foundation
import Logging
import Measures
import SyncModel
import SyncStore

/// Answers what operators ask, for one caller. Rights are decided here and nowhere else.
public struct CommandDesk: ControlPort {
    let core: EngineCore
    private let caller: Caller
    /// Whose approval stands behind what is done.
    let mandate: Mandate

    /// A desk for `caller`, who the transport says it is.
    public init(_ engine: EngineCore, caller: Caller) {
        self.init(engine, caller: caller, mandate: Mandate())
    }

    init(_ engine: EngineCore, caller: Caller, mandate: Mandate) {
        core = engine
        self.caller = caller
        self.mandate = mandate
    }

    var user: String { caller.user }

    var roles: Set<Role> { caller.demoRoles ?? core.catalog.roles(of: caller.user) }

    /// Does what is asked, once for each command id, or says why not.
    public func perform(_ command: Command) async throws(ControlUnavailable) -> Reply {
        if let refusal = command.request.kind.refusal(for: roles) { return .refused(.forbidden, refusal) }
        switch command.request {
        case .whoAmI: return .identity(user: caller.user, roles: roles)
        case .preview(let fix, let cause): return preview(fix, cause: cause)
        case .previewReplay(let selection, let edit): return preview(selection, edit: edit)
        case .previewCorrection(let id, let edit): return previewCorrection(id, edit)
        case .previewImport(let loaded): return .importPreview(core.snapshot.preview(loaded, at: core.clock.now()))
        case .look(let place): return look(at: place)
        case .approve(let seen, let reason): return await approve(seen, reason: reason, command)
        case .undo(let id): return await undo(id, command)
        default: break
        }
        if let refusal = tableRefusal(of: command.request) { return .refused(.forbidden, refusal) }
        if case .apply(let fix, _) = command.request, let refusal = check(fix) { return .refused(.invalid, refusal) }
        if let kind = command.request.governed, core.catalog.policies.mayGovern(kind) {
            return await govern(command, kind)
        }
        let draft = draft(for: command.request)
        return await write(command) { try carryOut(command, draft, in: &$0) }
    }

    /// Does what a command asks, inside its transaction.
    ///
    /// - Parameter draft: what a replay came to just now.
    func carryOut(
        _ command: Command, _ draft: Result<ReplayDraft, NoDraft>?, in transaction: inout EngineTransaction
    ) throws -> Effect {
        switch command.request {
        case .pause(let endpoint, let reason):
            try steer(endpoint, "pause", reason, &transaction) { $0.pause(reason) }
        case .resume(let endpoint): try steer(endpoint, "resume", "", &transaction) { $0.resume() }
        case .pauseFlow(let flow, let reason): try steer(flow, to: .paused, reason, in: &transaction)
        case .drainFlow(let flow, let reason): try steer(flow, to: .draining, reason, in: &transaction)
        case .resumeFlow(let flow, let reason): try steer(flow, to: .running, reason, in: &transaction)
        case .replay(let selection, let edit, let digest, let reason):
            try replay(
                draft, selection: selection, edit: edit, digest: digest, reason: reason, id: command.id,
                in: &transaction)
        case .stopReplay(let id): try stopReplay(id, in: &transaction)
        case .resubmitCause(let cause, let last):
            try resubmit(cause: cause, through: last, id: command.id, in: &transaction)
        case .reject(let ids, let reason): try reject(ids, reason: reason, in: &transaction)
        case .withdraw(let ids, let reason): try withdraw(ids, reason: reason, in: &transaction)
        case .comment(let subject, let text): try comment(on: subject, text, in: &transaction)
        case .saveView(let view): try save(view, in: &transaction)
        case .dropView(let name): try dropView(name, in: &transaction)
        default: try apply(command.request, of: command, to: &transaction)
        }
    }

    /// Whose approval stands behind what is done, and how much of it is done at once.
    struct Mandate: Sendable {
        /// Who approved it; `nil` where nobody had to.
        var approver: String?
        /// How many exceptions of a cause are worked on in the same transaction.
        var portion = CommandDesk.chunk

        /// Its part of a sentence.
        var words: String { approver.map { ", approved by \($0)" } ?? "" }
    }

    /// Applies a command in one transaction, unless it was applied before.
    func write(
        _ command: Command, _ body: @escaping @Sendable (inout EngineTransaction) throws -> Effect
    ) async -> Reply {
        do {
            let (reply, _) = try await core.committer.perform { transaction -> (Reply, Effect?) in
                if let stored = try transaction.reply(toCommand: command.id) {
                    return (try StateJSON.decode(Reply.self, from: stored), nil)
                }
                let effect = try body(&transaction)
                if case .refused = effect.reply { return (effect.reply, nil) }
                try transaction.keep(reply: try StateJSON.encode(effect.reply), toCommand: command.id)
                // What comes behind it in this group must be planned by the new crosswalk.
                if let crosswalk = effect.crosswalk { core.crosswalk.adopt(crosswalk) }
                return (effect.reply, effect)
            } committed: { _, effect in
                effect.map(perform)
            }
            return reply
        } catch {
            core.storage.log(error, "a command could not be written")
            let why = error.storageFault.map { ": \($0.title). \($0.advice)" } ?? "; try again shortly."
            return .refused(.unavailable, "The engine can't write its state just now\(why)")
        }
    }

    /// What a command leaves to do after its commit.
    struct Effect: Sendable {
        var reply: Reply
        /// What several requests that were approved together leave to do, each for itself.
        var parts: [Effect] = []
        var crosswalk: CrosswalkSnapshot?
        var freed = EngineCore.Freed()
        var unfinished: Unfinished?
        var steering: (@Sendable () -> Void)?

        /// What is left of a cause that more waits for than one transaction takes.
        struct Unfinished: Sendable {
            var cause: String
            var after: ExceptionID
            var occasion: EngineCore.Occasion
        }
    }

    private func perform(_ effect: Effect) {
        for part in effect.parts { perform(part) }
        if effect.crosswalk != nil { core.crosswalk.keep() }
        core.free(effect.freed)
        effect.steering?()
        if let rest = effect.unfinished {
            core.replanRest(ofCause: rest.cause, after: rest.after, for: rest.occasion)
        } else if effect.crosswalk != nil {
            core.sweep()
        }
    }

    private func steer(
        _ name: EndpointName, _ action: String, _ reason: String, _ transaction: inout EngineTransaction,
        _ body: @escaping @Sendable (EndpointDispatcher) -> Void
    ) throws -> Effect {
        guard let dispatcher = core.dispatchers[name] else {
            return Effect(reply: .refused(.notFound, "The catalog has no endpoint \(name)."))
        }
        if action == "pause", reason.isEmpty {
            return Effect(reply: .refused(.invalid, "Say why the endpoint is paused."))
        }
        try transaction.audit(
            actor: caller.user, action: action, subject: "endpoint \(name)", detail: reason + mandate.words)
        let summary = action == "pause" ? "Paused \(name); intake goes on." : "Sending to \(name) again."
        return Effect(
            reply: .done(affected: 1, released: 0, summary: summary), steering: { body(dispatcher) })
    }

    /// Why a fix makes no sense as it stands; `nil` where it does.
    private func check(_ fix: Fix) -> String? {
        switch fix {
        case .mapItem(let mapping):
            if mapping.code.isEmpty { return "A mapping needs the sender's item code." }
            guard core.snapshot.item(mapping.itemNumber) != nil else {
                return "The item master has no item \(mapping.itemNumber)."
            }
        case .defineUnit(let mapping, let factor):
            if mapping.unit.isEmpty { return "Choose a unit." }
            if factor != nil, mapping.itemNumber == nil { return "A pack factor belongs to one item: name it." }
            if let number = mapping.itemNumber, core.snapshot.item(number) == nil {
                return "The item master has no item \(number)."
            }
        case .mapLocation(_, let entry):
            if entry.code.isEmpty || entry.organization.isEmpty || entry.subinventory.isEmpty {
                return "A location needs its code, an organization and a store room."
            }
        case .mapCode: return core.snapshot.problem(of: fix)
        case .revise(let revision): return check(revision)
        }
        return nil
    }

    /// Why the caller may not change one of the tables that a request changes; `nil` where they may.
    func tableRefusal(of request: Request) -> String? {
        let keys: [CrosswalkKey]
        switch request {
        case .apply(let fix, _): keys = [fix.key]
        case .importCrosswalk(let loaded): keys = loaded.entries.map(\.key)
        default: return nil
        }
        return Set(keys.compactMap(\.kind.table)).sorted().lazy
            .compactMap { core.catalog.table($0)?.refusal(for: roles) }.first
    }

    private func check(_ revision: CrosswalkRevision) -> String? {
        let pack = revision.key.packUnit
        guard !revision.key.source.rawValue.isEmpty || pack != nil else { return "It needs the name of the source." }
        if var before = revision.before {
            if pack == nil { before.factor = nil }
            guard core.snapshot.content(of: revision.key, factorUnit: pack) == before else {
                return "\(revision.key.words) has been changed meanwhile: look at it again."
            }
        }
        return core.snapshot.problem(of: .revise(revision))
    }
}
