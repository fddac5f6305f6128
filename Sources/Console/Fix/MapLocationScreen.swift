import Control
import SyncModel
import SyncStore
import Terminal

/// Entering where a sender's location takes stock from and what it charges.
struct MapLocationScreen: FixScreen {
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

    var work: FixWork
    private(set) var inputs = [TextInput](repeating: TextInput(limit: 60), count: Field.allCases.count)
    private(set) var focus = Field.organization
    /// What the crosswalk said of the location before; `nil` where it didn't know it.
    private(set) var known: LocationEntry?
    /// Whether the case was read and its fields filled.
    private var isFilled = false

    init(_ target: FixTarget) { work = FixWork(target) }

    var place: Place { .mapLocation }

    func name(in context: ScreenContext) -> String { "map \(work.target.subject)" }

    func text(_ field: Field) -> String {
        inputs[field.rawValue].text.split(separator: " ").joined(separator: " ")
    }

    /// The location's code in the sender's words.
    static func code(_ file: CaseFile, _ target: FixTarget) -> String {
        let named = target.fault.subject.location.flatMap { $0.isEmpty || $0 == FaultSubject.absent ? nil : $0 }
        return named ?? file.detail?.locationCode ?? ""
    }

    /// What the crosswalk says already stands in the fields, and the keyboard is in the first one that has to be
    /// entered. What was typed meanwhile stays.
    mutating func begin(with file: CaseFile) -> [ScreenEffect] {
        guard !isFilled else { return [] }
        isFilled = true
        guard let entry = file.location else { return askPreview() }
        known = entry
        let isUntouched = inputs.allSatisfy(\.isEmpty)
        for field in Field.allCases where text(field).isEmpty {
            inputs[field.rawValue] = TextInput(entry.text(field), limit: 60)
        }
        if isUntouched, let first = missing.first { focus = first }
        return askPreview()
    }

    /// The field that Enter goes to; `nil` where it applies the fix. An account is asked for once, of a new location.
    var next: Field? {
        if let field = missing.first { return field }
        return known == nil && focus != .account && text(.account).isEmpty ? .account : nil
    }

    /// What has to be entered and isn't.
    var missing: [Field] { Field.allCases.filter { $0.isNeeded && text($0).isEmpty } }

    func obstacle(_ file: CaseFile) -> String? {
        guard missing.isEmpty else { return "Still to enter: \(missing.map(\.label).joined(separator: ", "))." }
        return Self.code(file, work.target).isEmpty
            ? "The line names no location that could be mapped: dismiss it with \(ConsoleAction.dismiss.mark), "
                + "or have the sender name one." : nil
    }

    func fix(_ file: CaseFile) -> Fix? {
        guard obstacle(file) == nil, let source = file.source(work.target) else { return nil }
        return .mapLocation(
            source: source,
            LocationEntry(
                code: Self.code(file, work.target), organization: text(.organization),
                subinventory: text(.subinventory),
                costCenter: text(.costCenter), account: text(.account).isEmpty ? nil : text(.account)))
    }

    // MARK: Keys

    mutating func press(_ key: Key, in context: ScreenContext) -> [ScreenEffect]? {
        // Any other key than Enter takes an Enter back that still waits.
        work.isArmed = false
        switch key {
        case .enter: return enter()
        case .escape: return [.close]
        case .tab, .down: moveFocus(by: 1)
        case .backTab, .up: moveFocus(by: -1)
        case .function: return nil
        default: return type(.key(key))
        }
        return []
    }

    /// Enter goes from field to field until all are filled.
    private mutating func enter() -> [ScreenEffect] {
        guard let next else { return apply() }
        let said = text(focus).isEmpty ? [ScreenEffect.say("Enter \(focus.label): \(focus.hint).")] : []
        focus = next
        return said
    }

    mutating func paste(_ text: String, in context: ScreenContext) -> [ScreenEffect] { type(.paste(text)) }

    private mutating func type(_ event: InputEvent) -> [ScreenEffect] {
        inputs[focus.rawValue].handle(event) ? askPreview() : []
    }

    private mutating func moveFocus(by step: Int) {
        let count = Field.allCases.count
        focus = Field(rawValue: (focus.rawValue + step + count) % count) ?? .organization
    }

    func draw(into surface: inout Surface, in context: ScreenContext) {
        surface.draw(MapLocationView(context: context, screen: self))
    }
}

extension ConsoleAction {
    static let location = ConsoleAction(
        "location", keys: [.character("l")], sentence: "Give the location its store room and cost centre",
        isCommand: true, right: .mapLocation)
}

extension FixDialog {
    static let mapLocation = FixDialog(
        action: .location, object: "a location", deed: "maps the location",
        place: Place(
            name: "mapLocation", title: "Map the location",
            sentence: "Where does the stock leave from, and who pays?", actions: [.apply, .back],
            hints: [KeyHint("Tab", "The next field (Up and Down too)")], coach: .fix),
        mends: { $0.fix == .mapLocation }, make: { MapLocationScreen($0) })
}

extension Place {
    static let mapLocation = FixDialog.mapLocation.place
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
