public import SyncModel

/// Everything a site configures: what comes in, what it means, where it goes, and who may do what.
public struct SiteCatalog: Sendable, Hashable {
    /// The site's name, as the console's title shows it.
    public var site: String
    /// Production, test or demo: the console shows it on every screen.
    public var environment: Environment
    /// Where messages come from, by name.
    public var sources: [SourceName: Source]
    /// What events say, for those that aren't built in.
    public var contracts: [EventContract]
    /// Where deliveries go, by name.
    public var endpoints: [EndpointName: Endpoint]
    /// From an event type to a destination, in the order of the files' names.
    public var flows: [Flow]
    /// The roles of each Unix user; `*` holds for everybody else.
    public var roles: [String: Set<Role>]
    /// The Markdown of each page of `runbooks/`, by its path within the catalog.
    public var runbookPages: [String: String]
    /// Who is told of notices, in the order of their names.
    public var notifications: [NotificationTarget]
    /// What work by hand is assumed to cost.
    public var manualWork: ManualWork
    /// How long what isn't the work of one flow is kept.
    public var retention: SiteRetention
    /// What needs a second person, and how long a fix can be taken back.
    public var policies: Policies
    /// After so long without a key a console hides its screen; `nil` for never.
    public var lockAfter: Duration?
    /// Where its people's clocks are; `nil` where the catalog doesn't say.
    public var zone: ClockZone?
    /// What codes of contracts are looked up in, in the order of the files' names.
    public var tables: [CodeTable] = []

    /// Joins the parts of a catalog.
    public init(
        site: String, environment: Environment, sources: [SourceName: Source], endpoints: [EndpointName: Endpoint],
        flows: [Flow], roles: [String: Set<Role>], runbookPages: [String: String] = [:],
        notifications: [NotificationTarget] = [], manualWork: ManualWork = ManualWork(),
        retention: SiteRetention = SiteRetention(), policies: Policies = Policies(),
        lockAfter: Duration? = SiteCatalog.usualLock, contracts: [EventContract] = []
    ) {
        self.site = site
        self.environment = environment
        self.sources = sources
        self.endpoints = endpoints
        self.flows = flows
        self.roles = roles
        self.runbookPages = runbookPages
        self.notifications = notifications
        self.manualWork = manualWork
        self.retention = retention
        self.policies = policies
        self.lockAfter = lockAfter
        self.contracts = contracts
    }

    /// After how long a console hides its screen where the catalog doesn't say.
    public static let usualLock: Duration = .seconds(600)

    /// Which kind of environment a state belongs to.
    public enum Environment: String, Sendable, Hashable, CaseIterable {
        /// Real patients, real money.
        case production
        /// A site's own tests.
        case test
        /// The simulated hospital.
        case demo
    }

    /// What an event of this type and version says; `nil` of one that is built in.
    public func contract(_ type: EventType, version: Int) -> EventContract? {
        contracts.first { $0.type == type && $0.version == version }
    }

    /// The flow of that name.
    public func flow(_ name: FlowName) -> Flow? { flows.first { $0.name == name } }

    /// The table of that name.
    public func table(_ name: CodeTableName) -> CodeTable? { tables.first { $0.name == name } }

    /// The Markdown of what to do about a fault: the flow's own page where it names one, else that of the table it is
    /// about, else the page that is named for the code.
    public func runbook(
        for code: FaultCode, in flow: FlowName? = nil, table: CodeTableName? = nil
    ) -> String? {
        let own = flow.flatMap { self.flow($0) }?.runbooks[code]
        let ofTable = code.fix == .mapCode ? table.flatMap { self.table($0)?.runbook } : nil
        return (own ?? ofTable).flatMap { runbookPages[$0] } ?? runbookPages[code.runbookPath]
    }

    /// Where its people's clocks are: those of this machine where the catalog doesn't say.
    public var clocks: ClockZone { zone ?? .machine }

    /// What a Unix user may be; the `*` entry where the user has none of their own.
    public func roles(of user: String) -> Set<Role> { roles[user] ?? roles["*"] ?? [] }
}

/// A system that sends us messages.
public struct Source: Sendable, Hashable {
    /// Its name in the catalog.
    public var name: SourceName
    /// How its messages reach us.
    public var kind: Kind
    /// Where fields stand that the standard has no place for, by event type: a path such as `ZSU-3.1`, looked for in
    /// the segments that follow the event's own.
    public var extraFields: [EventType: [ExtraField: String]]
    /// What its timestamps that name no offset are by.
    public var zone: ClockZone
    /// How old a message may be that it sends again; `nil` where the catalog doesn't say. Repeats are told as such for
    /// so long at least.
    public var resendWindow: Duration?

    /// The system that sends, as contracts name owners of fields; `nil` where it owns none.
    public var system: String?
    /// How its messages become events of contracts, for those that the built-in readings don't take.
    public var readings: [MessageReading]

    /// Joins what the catalog says of one source.
    public init(
        name: SourceName, kind: Kind, extraFields: [EventType: [ExtraField: String]] = [:],
        zone: ClockZone = .utc, resendWindow: Duration? = nil, readings: [MessageReading] = []
    ) {
        self.name = name
        self.kind = kind
        self.extraFields = extraFields
        self.zone = zone
        self.resendWindow = resendWindow
        self.readings = readings
    }

    /// A way that messages reach us.
    public enum Kind: Sendable, Hashable {
        /// Over MLLP: HL7 v2.
        case mllp(MLLPListener)
        /// Over HTTP: FHIR or CloudEvents.
        case http(HTTPListener)
        /// In files: rows, HL7 v2, or X12.
        case folder(DropFolder)
    }

    /// The MLLP listener it sends to; `nil` for another kind of source.
    public var listener: MLLPListener? {
        guard case .mllp(let listener) = kind else { return nil }
        return listener
    }

    /// How it sends over HTTP; `nil` for another kind of source.
    public var http: HTTPListener? {
        guard case .http(let listener) = kind else { return nil }
        return listener
    }

    /// Where its files are dropped; `nil` for another kind of source.
    public var folder: DropFolder? {
        guard case .folder(let folder) = kind else { return nil }
        return folder
    }

    /// Whether it sends HL7 v2.
    var sendsHL7: Bool {
        switch kind {
        case .mllp: true
        case .http: false
        case .folder(let folder): folder.content == .messages
        }
    }

    /// Whether it may send messages of a type as flows name it. HL7 v2 types have no prefix.
    public func maySend(_ type: String) -> Bool {
        switch kind {
        case .http(let listener): return type.hasPrefix(listener.content.typePrefix)
        case .folder(let folder) where folder.interchanges != nil: return type.hasPrefix(Self.setPrefix)
        case .folder where !sendsHL7: return type == Self.row
        case .mllp, .folder:
            let prefixes = HTTPListener.Content.allCases.map(\.typePrefix) + [Self.setPrefix]
            return type != Self.row && !prefixes.contains { type.hasPrefix($0) }
        }
    }

    /// What flows call a transaction set of X12, with its number behind it: `x12:810`.
    public static let setPrefix = "x12:"

    /// What flows call a row of a table.
    public static let row = "csv"

    /// A canonical field that a site may take from a Z segment.
    public enum ExtraField: String, Sendable, Hashable, CaseIterable {
        /// The unit of measure of the quantity.
        case unit
        /// The inventory location the stock was taken from.
        case location
        /// The lot.
        case lot
        /// The last day on which it may be used.
        case expires
        /// Of a dose, how much more was taken from the stock and thrown away, in the dose's unit.
        case wasted
        /// The device identifier of an implant, as scanned: its item number is a code of the item, its lot and its
        /// expiration those of the line.
        case udi
    }
}

/// How an MLLP listener is bound and bounded.
public struct MLLPListener: Sendable, Hashable {
    /// The address to listen on.
    public var host: String
    /// The TCP port; 0 lets the system choose.
    public var port: Int
    /// The certificate chain and key, and whether clients must show one; `nil` for plain TCP.
    public var tls: TLS?
    /// The largest frame, in bytes.
    public var maximumFrameBytes: Int
    /// The most connections at once.
    public var maximumConnections: Int
    /// How long a begun frame may take to end.
    public var partialFrameTimeout: Duration
    /// How long a connection may stay silent.
    public var idleTimeout: Duration

    /// A listener with the usual bounds: 16 MiB frames, 1,000 connections, 30 s for a frame, an hour of silence.
    public init(
        host: String, port: Int, tls: TLS? = nil, maximumFrameBytes: Int = 16 << 20, maximumConnections: Int = 1000,
        partialFrameTimeout: Duration = .seconds(30), idleTimeout: Duration = .seconds(3600)
    ) {
        self.host = host
        self.port = port
        self.tls = tls
        self.maximumFrameBytes = maximumFrameBytes
        self.maximumConnections = maximumConnections
        self.partialFrameTimeout = partialFrameTimeout
        self.idleTimeout = idleTimeout
    }

    /// TLS 1.2 or later for a listener.
    public struct TLS: Sendable, Hashable {
        /// A PEM file with the certificate chain.
        public var certificateChain: String
        /// A PEM file with the private key.
        public var privateKey: String
        /// A PEM file with the authorities a client's certificate must come from; `nil` asks for none.
        public var clientAuthorities: String?

        /// Names the files.
        public init(certificateChain: String, privateKey: String, clientAuthorities: String? = nil) {
            self.certificateChain = certificateChain
            self.privateKey = privateKey
            self.clientAuthorities = clientAuthorities
        }
    }
}

extension FaultCode {
    /// The path of the page that holds for every flow that names no other: `runbooks/item.unmapped.md`.
    public var runbookPath: String { "runbooks/\(rawValue).md" }
}
