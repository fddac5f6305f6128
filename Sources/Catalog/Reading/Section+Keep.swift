import Measures
import SyncModel

extension Section {
    /// Whether what comes is kept in the state instead of being sent somewhere: `keep: true`.
    func keeps() -> Bool {
        guard optional("keep", else: false, { $0.yesOrNo() }) else { return false }
        for key in ["endpoint", "body", "hl7", "path", "repeats"] where self[key] != nil {
            findings.error(place(of: key), "what is kept is sent nowhere; take '\(key)' out, or 'keep'")
        }
        return true
    }

    /// What `read` makes of a key that has to be there, unless something else stands in for it.
    func required<Result>(_ key: String, else substitute: Result?, _ read: (Value) -> Result?) -> Result? {
        if self[key] == nil, let substitute { return substitute }
        return required(key, read)
    }
}

extension Flow.Objective {
    /// Of what is kept: that is done with the acknowledgment.
    static let ofKeeping = Flow.Objective(percent: 99, within: .seconds(60))
}
