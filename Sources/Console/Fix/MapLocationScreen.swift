import SyncModel
import SyncStore
import Terminal

/// Entering where a sender's location takes stock from and what it charges.
struct MapLocationScreen: Sendable {
    /// The parts of the entry, in the order they are asked for.
    enum Field: Int, CaseIterable, Hashable, Sendable {
        case organization, subinventory, costCenter, account

        var label: String {
            switch self {
            case .organization: "organization"
            case .subinventory: "subinventory"
            case .costCenter: "cost centre"
            case .account: "account"
            }
        }

        var hint: String {
            switch self {
            case .organization: "the ERP's inventory organisation, such as HOSP-03"
            case .subinventory: "the store room the stock leaves, such as OR-CORE"
            case .costCenter: "what usage there is charged to, such as 4410"
            case .account: "the account combination of the cost centre"
            }
        }
    }

    var target: FixTarget
    var key: CaseKey
    var inputs = [TextInput](repeating: TextInput(limit: 60), count: Field.allCases.count)
    var focus = Field.organization
    var preview = FixPreviewState.none
    var isArmed = false

    init(_ target: FixTarget) {
        self.target = target
        key = target.key
    }

    func text(_ field: Field) -> String {
        inputs[field.rawValue].text.split(separator: " ").joined(separator: " ")
    }

    /// The location's code in the sender's words.
    static func code(_ file: CaseFile, _ target: FixTarget) -> String {
        let codes = [target.fault.subject.location, file.detail?.event?.location, file.detail?.row.location]
        return codes.compactMap(\.self).first { !$0.isEmpty && $0 != FaultSubject.absent } ?? ""
    }

    /// Why it can't be applied yet, in one sentence; `nil` where it can.
    func obstacle(_ file: CaseFile) -> String? {
        let missing = Field.allCases.filter { text($0).isEmpty }.map(\.label)
        guard missing.isEmpty else { return "Still to enter: \(missing.joined(separator: ", "))." }
        return Self.code(file, target).isEmpty ? "The line names no location that could be mapped: dismiss it with x, or have the sender name one." : nil
    }

    /// The change as it is entered now.
    func fix(_ file: CaseFile) -> Fix? {
        guard obstacle(file) == nil, let source = file.source(target) else { return nil }
        return .mapLocation(
            source: source,
            LocationEntry(
                code: Self.code(file, target), organization: text(.organization), subinventory: text(.subinventory),
                costCenter: text(.costCenter), account: text(.account)))
    }

    mutating func moveFocus(by step: Int) {
        let count = Field.allCases.count
        focus = Field(rawValue: (focus.rawValue + step + count) % count) ?? .organization
    }
}
