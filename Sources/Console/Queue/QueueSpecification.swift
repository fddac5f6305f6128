import SyncModel
import SyncStore

/// What of the queue is shown and how, apart from where the cursor is: what a view keeps.
struct QueueSpecification: Hashable, Sendable {
    /// Whose rows are shown.
    enum Holder: String, CaseIterable, Hashable, Sendable {
        case anybody = "all"
        case me = "mine"
        case nobody = "free"

        /// Behind the trail.
        var words: String {
            switch self {
            case .anybody: ""
            case .me: "taken on by me"
            case .nobody: "taken on by nobody"
            }
        }

        /// How the state looks for it.
        func filter(for user: String) -> ExceptionFilter.Holder? {
            switch self {
            case .anybody: nil
            case .me: .user(user)
            case .nobody: .nobody
            }
        }
    }

    /// Grouped by cause, or row by row.
    var isGrouped = true
    /// Only this role's; all roles' where `nil`.
    var owner: Role?
    /// Whose rows.
    var holder = Holder.anybody
    /// As it comes, dearest first, where `nil`.
    var sort: ListSort?
    /// What rows must contain.
    var filter = ""

    /// In one line, as the engine keeps it: `queue rows role=materials who=mine sort=DUE+ filter=drape`.
    var text: String {
        var parts = [
            "queue", isGrouped ? "causes" : "rows", "role=\(owner?.rawValue ?? "all")", "who=\(holder.rawValue)",
        ]
        if let sort { parts.append("sort=\(sort.column)\(sort.isAscending ? "+" : "-")") }
        // Last, since it may hold anything.
        if !filter.isEmpty { parts.append("filter=\(filter)") }
        return parts.joined(separator: " ")
    }

    init(
        isGrouped: Bool = true, owner: Role? = nil, holder: Holder = .anybody, sort: ListSort? = nil,
        filter: String = ""
    ) {
        self.isGrouped = isGrouped
        self.owner = owner
        self.holder = holder
        self.sort = sort
        self.filter = filter
    }

    /// Reads a view of the queue; `nil` where the text is none.
    init?(_ text: String) {
        var words = text.split(separator: " ", omittingEmptySubsequences: false)
        if let place = words.firstIndex(where: { $0.hasPrefix("filter=") }) {
            filter = String(words[place...].joined(separator: " ").dropFirst("filter=".count))
            words.removeLast(words.count - place)
        }
        guard words.count > 1, words[0] == "queue", ["causes", "rows"].contains(words[1]) else { return nil }
        isGrouped = words[1] == "causes"
        for word in words.dropFirst(2) {
            let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { return nil }
            switch parts[0] {
            case "role":
                owner = Role(rawValue: parts[1])
                guard owner != nil || parts[1] == "all" else { return nil }
            case "who":
                guard let known = Holder(rawValue: parts[1]) else { return nil }
                holder = known
            case "sort": sort = ListSort(column: String(parts[1].dropLast()), isAscending: parts[1].last == "+")
            // What a newer console keeps besides is left out.
            default: continue
            }
        }
    }

    /// In words, for a list of views.
    var words: String {
        var parts = [isGrouped ? "by cause" : "row by row", owner?.rawValue ?? "all roles"]
        if holder != .anybody { parts.append(holder.words) }
        if let sort { parts.append("by \(sort.column)\(sort.isAscending ? "" : ", greatest first")") }
        if !filter.isEmpty { parts.append("with \"\(filter)\"") }
        return parts.joined(separator: ", ")
    }

    /// The views that everybody of a role has.
    static func usual(for role: Role) -> [(name: String, view: QueueSpecification)] {
        var views: [(String, QueueSpecification)] = [
            ("dearest causes", QueueSpecification(owner: role)),
            (
                "due first",
                QueueSpecification(isGrouped: false, owner: role, sort: ListSort(column: "DUE", isAscending: true))
            ),
            ("mine", QueueSpecification(isGrouped: false, owner: role, holder: .me)),
            ("nobody's", QueueSpecification(owner: role, holder: .nobody)),
        ]
        let kinds: [FaultCode] =
            switch role {
            case .materials: [.itemUnmapped, .unitInvalid]
            case .finance: [.costCenterMissing, .locationUnknown]
            case .integration: [.outcomeUnknown, .rejected]
            default: []
            }
        views += kinds.map { ($0.title.lowercased(), QueueSpecification(owner: role, filter: $0.title)) }
        return views
    }
}

/// The views of the queue, for whoever keeps one without a console.
public enum QueueViews {
    /// Whether the console can show a view that was written like this.
    public static func canShow(_ text: String) -> Bool { QueueSpecification(text) != nil }
}
