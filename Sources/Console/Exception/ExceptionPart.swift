import Terminal

/// A part of the exception's page below why it stopped; each folds.
enum ExceptionPart: Int, CaseIterable, Hashable, Sendable {
    case said, became, sent, happened, arrived, runbook

    /// Its heading.
    var title: String {
        switch self {
        case .said: "What people said"
        case .became: "What it became"
        case .sent: "What was sent"
        case .happened: "What happened"
        case .arrived: "What arrived"
        case .runbook: "What to do"
        }
    }
}

/// Which parts of the page are open, and where the user is among them.
struct ExceptionFolds: Hashable, Sendable {
    /// What the user opened or closed; the others are as the size of the screen has it.
    private var chosen: [ExceptionPart: Bool] = [:]
    /// The part that keys are about.
    private(set) var focus = ExceptionPart.became

    /// Whether a part is open. A small screen shows what it became, so that why it stopped and all headings fit.
    func isOpen(_ part: ExceptionPart, in size: Size) -> Bool {
        if let chosen = chosen[part] { return chosen }
        if part == .runbook { return false }
        return part == .became || size.height >= 30
    }

    mutating func toggle(in size: Size) { chosen[focus] = !isOpen(focus, in: size) }

    /// Opens all parts, or closes them where all are open.
    mutating func toggleAll(in size: Size) {
        let isAllOpen = ExceptionPart.allCases.allSatisfy { isOpen($0, in: size) }
        for part in ExceptionPart.allCases { chosen[part] = !isAllOpen }
    }

    mutating func open(_ part: ExceptionPart) {
        focus = part
        chosen[part] = true
    }

    mutating func step(by step: Int) {
        let count = ExceptionPart.allCases.count
        focus = ExceptionPart(rawValue: (focus.rawValue + step + count) % count) ?? .became
    }
}
