import SyncModel
import Terminal

/// A screen that mends causes of a kind: which, by what key, and how it begins.
///
/// Each is declared beside its screen. ``all`` is the one list of them: keys, footer, help and the hints of the queue
/// are made of it.
struct FixDialog: Sendable {
    /// What opens it.
    let action: ConsoleAction
    /// What its faults are about: `an item`.
    let object: String
    /// What it does, after its key: `maps the item`.
    let deed: String
    /// Where the user is in it.
    let place: Place
    /// Whether it mends a fault.
    let mends: @Sendable (FaultCode) -> Bool
    /// Whether it can help with a fault that another one mends.
    var helps: @Sendable (FixTarget, ScreenContext) -> Bool = { _, _ in false }
    /// The screen for a cause.
    let make: @Sendable (FixTarget) -> any Screen

    /// All of them.
    static let all: [FixDialog] = [
        .mapItem,
        .defineUnit,
        .mapLocation,
        .mapCode,
        .correct,
        .difference,
        .doubt,
        .guide,
    ]

    /// Whether it can be opened for a cause.
    func fits(_ target: FixTarget, _ context: ScreenContext) -> Bool {
        FixDialog.mending(target.fault.code)?.action == action || helps(target, context)
    }

    /// The one for a fault: no fault is without a next step.
    static func mending(_ code: FaultCode) -> FixDialog? { all.first { $0.mends(code) } }
}
