import Control
import SyncModel
import SyncStore

extension CommandDesk {
    /// Keeps what somebody says about an exception or a cause. The audit says that they did, not what.
    func comment(
        on subject: CommentSubject, _ text: String, in transaction: inout EngineTransaction
    ) throws -> Effect {
        let text = text.asNote
        guard !text.isEmpty, text.count <= EngineTransaction.longestComment else {
            return Effect(
                reply: .refused(.invalid, "A comment has 1 to \(EngineTransaction.longestComment.grouped) characters."))
        }
        let name: String
        switch subject {
        case .exception(let id):
            guard try transaction.exception(id) != nil else {
                return Effect(reply: .refused(.notFound, "There is no exception \(id)."))
            }
            name = "exception \(id)"
        case .cause(let key):
            guard try transaction.hasCause(key) else {
                return Effect(reply: .refused(.notFound, "Nothing ever waited for that."))
            }
            name = key
        }
        try transaction.comment(on: subject, by: user, text: text)
        try transaction.audit(actor: user, action: "comment", subject: name, detail: "\(text.count) characters")
        return Effect(reply: .done(affected: 1, released: 0, summary: "Kept your comment."))
    }

    /// Keeps a view of the caller's.
    func save(_ view: SavedView, in transaction: inout EngineTransaction) throws -> Effect {
        let name = view.name.asNote
        guard !name.isEmpty, name.count <= SavedView.longestName else {
            return Effect(
                reply: .refused(.invalid, "A view's name has 1 to \(SavedView.longestName) characters."))
        }
        guard view.specification.utf8.count <= SavedView.longestSpecification,
            view.specification.asNote == view.specification
        else { return Effect(reply: .refused(.invalid, "That is no view; its specification is too long or broken.")) }
        let kept = try transaction.keep(SavedView(name: name, specification: view.specification), of: user)
        guard kept else {
            return Effect(
                reply: .refused(.invalid, "You keep \(SavedView.mostPerUser) views already; drop one first."))
        }
        return Effect(reply: .done(affected: 1, released: 0, summary: "Kept the view \(name)."))
    }

    /// Forgets a view of the caller's.
    func dropView(_ name: String, in transaction: inout EngineTransaction) throws -> Effect {
        guard try transaction.dropView(name, of: user) else {
            return Effect(reply: .refused(.notFound, "You keep no view \(name)."))
        }
        return Effect(reply: .done(affected: 1, released: 0, summary: "Dropped the view \(name)."))
    }

    /// Notes what the caller looks at, and says who else does. In memory only.
    func look(at place: String?) -> Reply {
        guard place.map({ $0.utf8.count <= Presence.longestPlace }) ?? true else {
            return .refused(.invalid, "That is no place.")
        }
        return .presence(core.presence.look(user, at: place, now: core.clock.uptime()))
    }
}
