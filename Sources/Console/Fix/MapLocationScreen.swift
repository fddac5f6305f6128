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
            case .account: "the account combination; the cost centre where left empty"
            }
        }

        /// Whether a location makes no sense without it.
        var isNeeded: Bool { self != .account }
    }

    var target: FixTarget
    var key: CaseKey
    var inputs = [TextInput](repeating: TextInput(limit: 60), count: Field.allCases.count)
    var focus = Field.organization
    /// What the crosswalk said of the location before; `nil` where it didn't know it.
    var known: LocationEntry?
    /// Whether the case was read and its fields filled.
    private(set) var isFilled = false
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
        let named = target.fault.subject.location.flatMap { $0.isEmpty || $0 == FaultSubject.absent ? nil : $0 }
        return named ?? file.detail?.locationCode ?? ""
    }

    /// Takes the case once it is read: what the crosswalk says already stands in the fields, and the keyboard is in the
    /// first one that has to be entered. What was typed meanwhile stays.
    mutating func adopt(_ file: CaseFile) {
        guard !isFilled, file.detail != nil else { return }
        isFilled = true
        guard let entry = file.location else { return }
        known = entry
        let isUntouched = inputs.allSatisfy(\.isEmpty)
        for field in Field.allCases where text(field).isEmpty {
            inputs[field.rawValue] = TextInput(entry.text(field), limit: 60)
        }
        if isUntouched, let first = missing.first { focus = first }
    }

    /// The field that Enter goes to; `nil` where it applies the fix. An account is asked for once, of a new location.
    var next: Field? {
        if let field = missing.first { return field }
        return known == nil && focus != .account && text(.account).isEmpty ? .account : nil
    }

    /// What has to be entered and isn't.
    var missing: [Field] { Field.allCases.filter { $0.isNeeded && text($0).isEmpty } }

    /// Why it can't be applied yet, in one sentence; `nil` where it can.
    func obstacle(_ file: CaseFile) -> String? {
        guard missing.isEmpty else { return "Still to enter: \(missing.map(\.label).joined(separator: ", "))." }
        return Self.code(file, target).isEmpty
            ? "The line names no location that could be mapped: dismiss it with x, or have the sender name one." : nil
    }

    /// The change as it is entered now.
    func fix(_ file: CaseFile) -> Fix? {
        guard obstacle(file) == nil, let source = file.source(target) else { return nil }
        return .mapLocation(
            source: source,
            LocationEntry(
                code: Self.code(file, target), organization: text(.organization), subinventory: text(.subinventory),
                costCenter: text(.costCenter), account: text(.account).isEmpty ? nil : text(.account)))
    }

    mutating func moveFocus(by step: Int) {
        let count = Field.allCases.count
        focus = Field(rawValue: (focus.rawValue + step + count) % count) ?? .organization
    }
}

extension LocationEntry {
    /// What it says in a field; empty for nothing.
    fileprivate func text(_ field: MapLocationScreen.Field) -> String {
        switch field {
        case .organization: organization
        case .subinventory: subinventory
        case .costCenter: costCenter ?? ""
        case .account: account ?? ""
        }
    }
}
