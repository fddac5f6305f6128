/// Who owns a kind of work. A person may have several.
public enum Role: String, CaseIterable, Codable, Sendable, Hashable {
    /// Materials management: item mappings, units, pack factors.
    case materials
    /// Finance: cost centres, accounts, periods.
    case finance
    /// Integration and on-call engineers: messages, endpoints, deliveries in doubt.
    case integration
    /// Approves what others propose.
    case supervisor
    /// Reads everything that was done, changes nothing.
    case auditor
    /// Manages the catalog and the engine.
    case administrator

    /// Those that policies may name as approvers.
    public static let approving: Set<Role> = [.finance, .supervisor, .administrator]

    /// The role as people say it.
    public var title: String {
        switch self {
        case .materials: "materials management"
        case .finance: "finance"
        case .integration: "integration"
        case .supervisor: "supervisor"
        case .auditor: "auditor"
        case .administrator: "administrator"
        }
    }
}
