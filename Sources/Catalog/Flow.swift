public import Measures
public import SyncModel

/// A catalogued path from a kind of message to a destination.
public struct Flow: Sendable, Hashable {
    /// Its name in the catalog.
    public var name: FlowName
    /// What it is for, in one sentence.
    public var purpose: String
    /// Who answers for it.
    public var owner: Role
    /// What depends on it.
    public var criticality: Criticality
    /// How sensitive its payloads are.
    public var sensitivity: Sensitivity
    /// The source it listens to.
    public var source: SourceName
    /// The messages it takes, as `DFT^P03`.
    public var messages: [String]
    /// The canonical event they become.
    public var event: EventType
    /// What it delivers to; ``SyncModel/EndpointName/state`` where it keeps.
    public var endpoint: EndpointName
    /// What must leave in the order it arrived.
    public var ordering: OrderingKey
    /// Where the days are that its events are counted and posted on; `nil` where the catalog doesn't say.
    public var zone: ClockZone?
    /// The largest quantity that is believed at once, as it was documented and in the item's stock unit; `nil` for
    /// none.
    public var maximumQuantity: ExactDecimal?
    /// When an attempt is made again, and when it is given up.
    public var retry: RetryPolicy
    /// How fast it has to be.
    public var objective: Objective
    /// How long people have for what stops of it, from the moment it stopped.
    public var triage: Duration
    /// How long delivered work is kept.
    public var retention: Duration
    /// How long its payloads and events are kept, which hold the patient data; `nil` for as long as the work.
    public var payloadRetention: Duration?
    /// How long deliveries that were dismissed or given up are kept; `nil` for 180 days, or as long as the work where
    /// that is longer.
    public var deadLetterRetention: Duration?
    /// The version of the payload's contract.
    public var payloadVersion: Int
    /// The fields that the destination may see: raw values of ``Field``, or names and paths of the contract's.
    public var fields: [String]
    /// Whether it delivers nowhere: the state keeps the latest record of each thing.
    public var keeps = false
    /// The flow whose several deliveries this is one of.
    public var family: String?
    /// What an event has to say to be for this delivery; all of them.
    public var when: [FieldCondition] = []
    /// What is looked up in tables before anything is sent, in this order.
    public var lookUps: [FlowLookUp] = []
    /// Which day an event is posted on.
    public var period: FlowPeriod?
    /// What amount is sent in parts.
    public var split: FlowSplit?
    /// What an event is held against in the books of other flows.
    public var reconciliation: FlowReconciliation?
    /// What somebody has to approve before it is sent.
    public var approval: FlowApproval?
    /// What an event is held against before it goes out.
    public var match: MatchRule?
    /// The system that its source is, as contracts name owners of fields.
    public var system: String?
    /// What becomes of an event about the same thing as one that stands.
    public var repeats = RepeatRule.stop
    /// What flows that speak of the same things have in common: what one of them has booked at a destination, none of
    /// the others books there again. `nil` where it speaks for itself alone.
    public var subjects: String?
    /// What is sent, for an event that a contract describes.
    public var body: BodyTree?
    /// The HL7 message that is sent, to an endpoint that takes those.
    public var message: MessageTree?
    /// Where at the endpoint it goes; `nil` for the endpoint's own path.
    public var path: String?
    /// What to do about each fault: the path of a page of ``SiteCatalog/runbookPages``.
    public var runbooks: [FaultCode: String]

    /// Joins what the catalog says of one flow.
    public init(
        name: FlowName, purpose: String, owner: Role, criticality: Criticality, sensitivity: Sensitivity,
        source: SourceName, messages: [String], event: EventType, endpoint: EndpointName, ordering: OrderingKey,
        maximumQuantity: ExactDecimal? = nil, retry: RetryPolicy = RetryPolicy(), objective: Objective,
        triage: Duration? = nil, retention: Duration, payloadRetention: Duration? = nil,
        deadLetterRetention: Duration? = nil,
        payloadVersion: Int = 1, fields: [String], runbooks: [FaultCode: String] = [:]
    ) {
        self.name = name
        self.purpose = purpose
        self.owner = owner
        self.criticality = criticality
        self.sensitivity = sensitivity
        self.source = source
        self.messages = messages
        self.event = event
        self.endpoint = endpoint
        self.ordering = ordering
        self.maximumQuantity = maximumQuantity
        self.retry = retry
        self.objective = objective
        self.triage = triage ?? criticality.usualTriage
        self.retention = retention
        self.payloadRetention = payloadRetention
        self.deadLetterRetention = deadLetterRetention
        self.payloadVersion = payloadVersion
        self.fields = fields
        self.runbooks = runbooks
    }

    /// Where the days of its events are: those of this machine where the catalog doesn't say.
    public var days: ClockZone { zone ?? .machine }

    /// What the things that its events are about are known by: the same for all flows that share them at a destination.
    /// No flow has such a name.
    public var subjectSpace: String { subjects.map { "=\($0) \(endpoint)" } ?? name.rawValue }

    /// What depends on a flow.
    public typealias Criticality = FlowCriticality

    /// How sensitive a flow's payloads are.
    public enum Sensitivity: String, Sendable, Hashable, CaseIterable {
        /// Names or identifies patients.
        case patient
        /// About staff or money.
        case confidential
        /// Neither.
        case business
    }

    /// What must leave in the order it arrived.
    public enum OrderingKey: Sendable, Hashable {
        /// Nothing: each delivery goes by itself.
        case none
        /// What belongs to one visit (PV1-19).
        case encounter
        /// The same, where only so many characters of the visit number, from 1, name the visit: some senders append the
        /// account's line to it.
        case encounterPrefix(characters: Int)
        /// What takes the same item from the same location.
        case itemAndLocation
    }

    /// What a contract may let a destination see.
    public enum Field: String, Sendable, Hashable, CaseIterable {
        /// The message as it came.
        case message
        /// The item, by the destination's number.
        case item
        /// What the item is called.
        case description
        /// How much.
        case quantity
        /// In which unit.
        case unit
        /// The price of one unit.
        case unitCost = "unit-cost"
        /// Where it was used.
        case location
        /// The site or facility.
        case facility
        /// The department that the sender charges.
        case department
        /// The inventory organisation.
        case organization
        /// The store room.
        case subinventory
        /// What is charged.
        case costCenter = "cost-center"
        /// The account combination.
        case account
        /// When it happened.
        case occurredAt = "occurred-at"
        /// Our business key.
        case reference
        /// The lot.
        case lot
        /// The last day on which it may be used.
        case expires
        /// The visit number.
        case encounter
    }

    /// How fast a flow has to be.
    public struct Objective: Sendable, Hashable {
        /// The share that has to be in time, in percent.
        public var percent: ExactDecimal
        /// From intake to the destination's document number.
        public var within: Duration

        /// So many percent within so long.
        public init(percent: ExactDecimal, within: Duration) {
            self.percent = percent
            self.within = within
        }
    }
}

/// When a delivery is tried again, and when it is given up.
public struct RetryPolicy: Sendable, Hashable {
    /// The longest delay before the second attempt.
    public var initial: Duration
    /// What no delay exceeds.
    public var maximum: Duration
    /// How many attempts there are in all.
    public var attempts: Int
    /// How old a delivery may become before it is given up.
    public var age: Duration

    /// The usual policy: from 1 s doubling to 5 min, 50 attempts, three days.
    public init(
        initial: Duration = .seconds(1), maximum: Duration = .seconds(300), attempts: Int = 50,
        age: Duration = .seconds(3 * 86_400)
    ) {
        self.initial = initial
        self.maximum = maximum
        self.attempts = attempts
        self.age = age
    }
}

/// A system that deliveries go to.
public struct Endpoint: Sendable, Hashable {
    /// Its name in the catalog.
    public var name: EndpointName
    /// How to speak with it.
    public var kind: Kind
    /// The base URL, without a slash at the end.
    public var url: String
    /// How to sign in.
    public var authentication: Authentication
    /// The most requests in flight.
    public var concurrency: Int
    /// How long an answer may take.
    public var timeout: Duration
    /// How many requests it takes in a time; `nil` where only it knows.
    public var limit: Limit?
    /// How long it remembers idempotency keys; `nil` where the catalog doesn't say.
    public var keyWindow: Duration?
    /// Where its days are, and the clocks that its files are closed by; `nil` where the catalog doesn't say.
    public var zone: ClockZone?
    /// For a REST service: what stands around each body; `nil` for nothing.
    public var envelope: Envelope?
    /// For a FHIR server: a resource takes the place of the one that has the same identifier of this system.
    public var putBy: String?

    /// Joins what the catalog says of one endpoint.
    public init(
        name: EndpointName, kind: Kind, url: String, authentication: Authentication = .none, concurrency: Int = 8,
        timeout: Duration = .seconds(30), limit: Limit? = nil, keyWindow: Duration? = nil
    ) {
        self.name = name
        self.kind = kind
        self.url = url
        self.authentication = authentication
        self.concurrency = concurrency
        self.timeout = timeout
        self.limit = limit
        self.keyWindow = keyWindow
    }

    /// Where the days are that it is told: those of UTC where the catalog doesn't say.
    public var days: ClockZone { zone ?? .utc }

    /// What stands around a body.
    public enum Envelope: String, Sendable, Hashable, CaseIterable {
        /// A CloudEvent of version 1.0 in structured mode: id, source, type and time, with the body as its data.
        case cloudEvents = "cloudevents"
    }

    /// How an endpoint is spoken with.
    public enum Kind: Sendable, Hashable {
        /// Oracle Fusion's inventory staged transactions. No idempotency: looked up by our reference.
        case oracleInventory(OracleInventory)
        /// A REST service that honours an `Idempotency-Key`: one JSON body for each delivery, posted to `path`.
        case rest(path: String)
        /// An HL7 v2 receiver over MLLP: one message for each delivery, the same control id at each attempt.
        case mllp(MLLPSite)
        /// Tryton's stock, through shipments of its JSON-RPC. No idempotency: looked up by our reference.
        case trytonStock(TrytonStock)
        /// Material documents of SAP S/4HANA. Looked up by our reference where its repeatability isn't switched on.
        case sapMaterialDocument(SAPMaterialDocument)
        /// Files in a folder: one row for each delivery, known by its key.
        case file(FileExport)

        /// Whether a repeated request with the same key is applied once; else a delivery in doubt is looked up first.
        public var honoursIdempotencyKey: Bool {
            switch self {
            case .oracleInventory, .trytonStock: false
            case .rest, .file: true
            case .mllp(let site): site.areRepeatsHarmless
            case .sapMaterialDocument(let site): site.repeatability != .none
            }
        }

        /// Whether it can be asked by our business key what it has booked.
        public var answersLookUps: Bool {
            switch self {
            case .oracleInventory, .trytonStock, .sapMaterialDocument, .file: true
            case .rest, .mllp: false
            }
        }

        /// Whether it books item lines; else it takes whole messages, or records of the site's own.
        public var booksItems: Bool {
            switch self {
            case .oracleInventory, .trytonStock, .sapMaterialDocument: true
            case .rest, .mllp, .file: false
            }
        }

        /// Whether its refusals tell a short stock and a closed period from others.
        public var tellsStockAndPeriods: Bool {
            switch self {
            case .trytonStock, .sapMaterialDocument: true
            case .oracleInventory, .rest, .mllp, .file: false
            }
        }
    }

    /// How an HL7 receiver knows us, and what it makes of repeats.
    public struct MLLPSite: Sendable, Hashable {
        /// MSH-3.
        public var sendingApplication = "TALLYWARD"
        /// MSH-4.
        public var sendingFacility = ""
        /// MSH-5.
        public var receivingApplication = ""
        /// MSH-6.
        public var receivingFacility = ""
        /// MSH-11: P, T or D.
        public var processingID = "P"
        /// Whether it applies a message that it gets twice once: it knows repeats by MSH-10, or the message says how
        /// things are and not what changed. Elsewhere a message without an answer waits for a person.
        public var areRepeatsHarmless = false
        /// The file of the authorities that its certificate is checked against; `nil` for the system's.
        public var authorities: String?

        /// A receiver that is told no names.
        public init() {}
    }

    /// What Oracle's inventory needs beside the line itself.
    public struct OracleInventory: Sendable, Hashable {
        /// `SourceCode`: tells our lines from others'.
        public var sourceCode: String
        /// `TransactionTypeName` of usage.
        public var issueType: String
        /// `TransactionTypeName` of a reversal.
        public var receiptType: String

        /// The codes as the site's ERP is set up.
        public init(
            sourceCode: String = "TALLYWARD", issueType: String = "Miscellaneous issue",
            receiptType: String = "Miscellaneous receipt"
        ) {
            self.sourceCode = sourceCode
            self.issueType = issueType
            self.receiptType = receiptType
        }
    }
}

/// Where a secret is kept; never the secret itself.
public enum SecretReference: Sendable, Hashable {
    /// `env:NAME`: an environment variable.
    case environment(String)
    /// `file:PATH`: the content of a file, without the last line break.
    case file(String)
}

extension FlowCriticality {
    /// How long people have for what stops of a flow that says nothing of it.
    public var usualTriage: Duration {
        switch self {
        case .clinical: .seconds(3600)
        case .revenue: .seconds(4 * 3600)
        case .feed: .seconds(24 * 3600)
        }
    }
}
