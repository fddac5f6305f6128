public import SyncModel

/// How a simulated ERP is set up.
public struct ERPSettings: Sendable, Hashable {
    /// The OAuth client that may sign in.
    public var clientID: String
    /// Its secret.
    public var clientSecret: String
    /// The `expires_in` of a token.
    public var tokenLifetime: Duration
    /// How long a token really holds; `nil` for as long as it says.
    public var realTokenLifetime: Duration?
    /// When a staged transaction is booked.
    public var processing: Processing
    /// Whether `POST /charges` needs a bearer token too.
    public var chargesNeedToken: Bool
    /// What the shares of the weather are drawn from.
    public var seed: UInt64

    /// A client `tallyward` with the secret `demo-secret`, tokens for an hour, and transactions booked at once.
    public init(
        clientID: String = "tallyward", clientSecret: String = "demo-secret", tokenLifetime: Duration = .seconds(3600),
        realTokenLifetime: Duration? = nil, processing: Processing = .online, chargesNeedToken: Bool = false,
        seed: UInt64 = 1
    ) {
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.tokenLifetime = tokenLifetime
        self.realTokenLifetime = realTokenLifetime
        self.processing = processing
        self.chargesNeedToken = chargesNeedToken
        self.seed = seed
    }

    /// When a staged transaction is booked.
    public enum Processing: Sendable, Hashable {
        /// In the request: what can't be booked is answered 400 and leaves nothing behind.
        case online
        /// When ``SimulatedERP/processStaged()`` is called: until then it is pending; what can't be booked stays as a
        /// row with an error.
        case background
    }
}

/// What the ERP knows of the world.
public struct ERPMasterData: Sendable {
    /// The items by number.
    public var items: [String: MasterItem]
    /// Items that may no longer be booked.
    public var closedItems: Set<String>
    /// The store rooms of each inventory organisation.
    public var subinventories: [String: Set<String>]

    /// Joins items with the store rooms of each organisation.
    public init(items: [MasterItem], closedItems: Set<String> = [], subinventories: [String: Set<String>]) {
        self.items = Dictionary(items.map { ($0.number, $0) }, uniquingKeysWith: { first, _ in first })
        self.closedItems = closedItems
        self.subinventories = subinventories
    }

    /// The ERP of a simulated site: its items, and the store room of every location, also of those that the crosswalk
    /// doesn't have.
    public init(site: SimulatedSite) {
        self.init(
            items: site.items, closedItems: site.closedItems,
            subinventories: Dictionary(grouping: site.truth.locations, by: \.organization)
                .mapValues { Set($0.map(\.subinventory)) })
    }
}
