/// What has been found out while a catalog is read: its problems, the names it declares and where it refers to them.
final class Findings {
    /// The values that `${NAME}` stands for.
    let settings: [String: String]
    /// The folder that relative paths start from.
    let location: String?
    /// Everything that is wrong so far.
    private(set) var problems: [CatalogProblem] = []
    /// Where each name is declared.
    private(set) var declared: [Kind: [String: Place]] = [:]
    /// Where names are referred to.
    private(set) var references: [(kind: Kind, name: String, place: Place)] = []
    /// Which flow takes each route, and where it says so.
    var routes: [Route: (flow: String, place: Place)] = [:]
    /// What listeners bind to.
    var listeners: [(address: BoundAddress, place: Place)] = []
    /// The folders that files are taken from.
    var folders: [(path: String, place: Place)] = []
    /// Which folders endpoints write to.
    var exports: [(folder: String, place: Place)] = []
    /// The pages that flows name.
    /// What senders' messages are read as, with where each reading stands.
    var readings: [(reading: MessageReading, section: Section)] = []
    /// What flows send, with where each stands.
    var sendings: [Sending] = []
    /// What contracts say of owners, with where each says so.
    var owners: [(contract: EventContract, section: Section)] = []
    /// Where each contract is described.
    var contracts: [(contract: EventContract, place: Place)] = []
    var pages: [(path: String, place: Place)] = []
    /// The kinds of which a file was too broken to tell its name: what refers to them may be right.
    private var incomplete: Set<Kind> = []

    /// What has a name that others refer to.
    enum Kind: String {
        case source, endpoint, flow, table

        var folder: String { rawValue + "s" }
    }

    init(settings: [String: String], location: String?) {
        self.settings = settings
        self.location = location
    }

    func error(_ place: Place, _ sentence: String) {
        problems.append(CatalogProblem(.error, at: place, sentence))
    }

    func warn(_ place: Place, _ sentence: String) {
        problems.append(CatalogProblem(.warning, at: place, sentence))
    }

    /// Notes that `place` gives something its name.
    func declare(_ kind: Kind, _ name: String?, at place: Place) {
        guard let name else {
            incomplete.insert(kind)
            return
        }
        if let other = declared[kind]?[name] {
            error(place, "the \(kind.rawValue) '\(name)' is described in \(other) too; give one another name")
        } else {
            declared[kind, default: [:]][name] = place
        }
    }

    /// Notes that `place` refers to something by its name.
    func refer(to kind: Kind, _ name: String, at place: Place) {
        references.append((kind, name, place))
    }

    /// Tells of every reference that leads nowhere.
    func checkReferences() {
        for (kind, name, place) in references where declared[kind]?[name] == nil && !incomplete.contains(kind) {
            let names = (declared[kind] ?? [:]).keys.sorted()
            let hint = NearestWord.hint(for: name, among: names)
            error(place, "no \(kind.rawValue) of \(kind.folder)/ is named '\(name.quotable)'; \(hint)")
        }
    }
}

/// A flow with where what it sends is written down.
struct Sending {
    var flow: Flow
    let section: Section
    /// Each of its `fields`.
    let fieldPlaces: [String: Place]
    /// What it looks up, with where each step stands.
    var lookUps: [(step: FlowLookUp, section: Section)] = []
    /// The accounting period that it posts in.
    var period: PlacedStep<FlowPeriod>?
    /// The amount that it sends in parts.
    var split: PlacedStep<FlowSplit>?
    /// What it holds against the books of other flows.
    var reconciliation: PlacedStep<FlowReconciliation>?
    /// What has to be approved.
    var approval: (conditions: [PlacedCondition], section: Section)?
    /// What an event has to say to be for it.
    var conditions: [PlacedCondition] = []
    /// What it holds its events against.
    var match: MatchStep?
}
