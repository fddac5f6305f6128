import Control
import SyncModel

/// What is known of what a fix would do.
enum FixPreviewState: Hashable, Sendable {
    /// Nothing was asked yet.
    case none
    /// Asked; no answer yet.
    case asked(Request)
    case known(FixPreview)
    /// Can't be said, and why.
    case refused(String)

    /// Takes an answer to this question; answers to others came too late.
    mutating func adopt(_ reply: Reply, to request: Request) -> Bool {
        guard self == .asked(request) else { return false }
        switch reply {
        case .preview(let preview): self = .known(preview)
        case .refused(_, let sentence): self = .refused(sentence)
        default: self = .refused("The engine answered something else than a preview.")
        }
        return true
    }
}
