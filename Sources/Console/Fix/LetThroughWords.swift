import SyncModel
import SyncStore

/// What letting something through means, and why people do it.
enum LetThroughWords {
    /// The usual reasons for a fault.
    static func reasons(for code: FaultCode) -> [String] {
        switch code {
        case .ownershipConflict:
            [
                "checked with the owner of the field: it goes out this once",
                "the owner has yet to change it, and it can't wait",
                "the owner's system is away; this is the value until it is back",
            ]
        case .booksDiffer:
            [
                "counted again: the count is right, the books are corrected",
                "used, or brought back, and never documented",
                "the department has confirmed what was counted",
            ]
        default:
            [
                "agreed with the supplier, and with whoever ordered it",
                "a service: nothing is received of it",
                "the receipt is booked in the ERP, and doesn't come here",
            ]
        }
    }

    /// What goes where, in one sentence.
    static func effect(of detail: ExceptionDetail) -> String {
        let place = detail.delivery.map { $0.endpoint == .state ? "The state keeps" : "\($0.endpoint) gets" }
        let begin = place ?? "Its destination gets"
        switch detail.row.fault.code {
        case .ownershipConflict: return "\(begin) the sender's value once; the owner's stands."
        case .booksDiffer: return "\(begin) the difference as a correction."
        default: return "\(begin) it as it came, \(detail.row.value), with what differs."
        }
    }
}
