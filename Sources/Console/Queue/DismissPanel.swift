import SyncModel
import Terminal

/// Choosing why something is taken out.
struct DismissPanel: Sendable {
    var target: FixTarget
    /// Whether all rows of the cause are meant.
    var isWholeCause: Bool
    /// The reason being typed, where none of the usual ones fits.
    var typed: TextInput?
    /// The reason chosen, where it still has to be confirmed.
    var chosen: String?

    /// The usual reasons.
    static let reasons = [
        "documented in error; the department corrects it",
        "booked in the ERP by hand",
        "not stocked: nothing to book",
        "documented twice",
        "test or training message",
    ]

    /// How many rows it takes out, as far as known.
    var count: Int { isWholeCause ? target.open : 1 }
}

/// Entering one line for something.
struct EntryPanel: Sendable {
    /// What the line is for.
    enum Purpose: Hashable, Sendable {
        case confirm(ExceptionID)
        case pause(EndpointName)
    }

    var purpose: Purpose
    var input = TextInput(limit: 120)

    var title: String {
        switch purpose {
        case .confirm: "Mark as delivered"
        case .pause(let endpoint): "Pause \(endpoint)"
        }
    }

    var label: String {
        switch purpose {
        case .confirm: "document number"
        case .pause: "reason"
        }
    }

    var explanation: String {
        switch purpose {
        case .confirm: "Only if you saw it booked in the ERP: it is not sent again."
        case .pause: "Intake goes on; what is for this endpoint waits until it is resumed."
        }
    }
}
