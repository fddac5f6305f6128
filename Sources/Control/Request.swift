public import SyncModel

/// What an operator can ask of the engine. Everything else is read from the state.
public enum Request: Codable, Sendable, Hashable {
    /// Says who the engine takes the caller for, and what they may do.
    case whoAmI
    /// Takes exceptions on, so that others see who works on them.
    case claim([ExceptionID])
    /// Gives claimed exceptions back.
    case release([ExceptionID])
    /// Works out what a fix would do to the open exceptions of a cause, without doing it.
    case preview(Fix, cause: String)
    /// Changes the crosswalk and sends out what waited for it.
    case apply(Fix, cause: String)
    /// Runs exceptions through the pipeline again, as they are.
    case resubmit([ExceptionID])
    /// Runs all open exceptions of a cause through the pipeline again.
    case resubmitCause(String)
    /// Takes deliveries out, with a reason.
    case dismiss([ExceptionID], reason: String)
    /// Settles a delivery in doubt: it was booked under this document number.
    case confirmDelivered(ExceptionID, document: String)
    /// Loads a part of the item master and the crosswalk, and sends out what waited for it.
    case importCrosswalk(CrosswalkImport)
    /// Stops sending to an endpoint; intake goes on.
    case pause(EndpointName, reason: String)
    /// Goes on sending to an endpoint.
    case resume(EndpointName)

    /// The kind of request, for the rights table.
    public var kind: RequestKind {
        switch self {
        case .whoAmI: .whoAmI
        case .claim, .release: .claim
        case .preview: .preview
        case .apply(let fix, _):
            switch fix.kind {
            case .mapItem: .mapItem
            case .defineUnit: .defineUnit
            case .mapLocation: .mapLocation
            }
        case .resubmit, .resubmitCause: .resubmit
        case .dismiss: .dismiss
        case .confirmDelivered: .confirmDelivered
        case .importCrosswalk: .importCrosswalk
        case .pause, .resume: .pauseEndpoint
        }
    }
}

/// The kinds of request that rights tell apart.
public enum RequestKind: String, CaseIterable, Codable, Sendable, Hashable {
    case whoAmI, claim, preview, mapItem, defineUnit, mapLocation, resubmit, dismiss, confirmDelivered
    case importCrosswalk, pauseEndpoint

    /// The roles that may ask for it: the one table of who may do what. The engine enforces it; a screen only explains
    /// it.
    public var roles: Set<Role> {
        switch self {
        case .whoAmI: Set(Role.allCases)
        case .claim, .preview, .resubmit: [.materials, .finance, .integration, .supervisor, .administrator]
        case .mapItem, .defineUnit: [.materials, .supervisor, .administrator]
        case .mapLocation: [.finance, .materials, .supervisor, .administrator]
        case .dismiss: [.materials, .finance, .integration, .supervisor]
        case .confirmDelivered: [.integration, .supervisor]
        case .importCrosswalk: [.materials, .administrator]
        case .pauseEndpoint: [.integration, .administrator]
        }
    }

    /// What is done, as a sentence's end: "may not *map items*".
    public var deed: String {
        switch self {
        case .whoAmI: "ask who they are"
        case .claim: "take exceptions on"
        case .preview: "preview a fix"
        case .mapItem: "map items"
        case .defineUnit: "define units"
        case .mapLocation: "map locations"
        case .resubmit: "resubmit"
        case .dismiss: "dismiss exceptions"
        case .confirmDelivered: "settle deliveries in doubt"
        case .importCrosswalk: "load the item master"
        case .pauseEndpoint: "pause endpoints"
        }
    }

    /// Why somebody with these roles may not ask for it, in one sentence; `nil` where they may.
    public func refusal(for roles: Set<Role>) -> String? {
        // Who has no role at all may hear just that.
        guard self != .whoAmI, roles.isDisjoint(with: self.roles) else { return nil }
        let allowed = self.roles.map(\.title).sorted().joined(separator: ", ")
        let own = roles.isEmpty ? "no role" : roles.map(\.title).sorted().joined(separator: ", ")
        return "With \(own) you may not \(deed); that takes \(allowed)."
    }
}

/// What the engine answers.
public enum Reply: Codable, Sendable, Hashable {
    /// Who the caller is.
    case identity(user: String, roles: Set<Role>)
    /// What a fix would do.
    case preview(FixPreview)
    /// Done: how many rows it was about, how many of them go out now, a sentence, and what the others wait for now.
    case done(affected: Int, released: Int, summary: String, stopped: [StoppedAgain] = [])
    /// Not done, and why, in one sentence.
    case refused(RefusalReason, String)
}

/// What some of the rows that were let go wait for now.
public struct StoppedAgain: Codable, Sendable, Hashable {
    /// The fault of one of them; all share its cause.
    public var fault: Fault
    /// How many they are.
    public var count: Int

    /// So many rows that share a cause.
    public init(fault: Fault, count: Int) {
        self.fault = fault
        self.count = count
    }

    /// What they wait for, as in a sentence: `unknown location ICU-9`.
    public var words: String {
        let title = fault.code.title.split(separator: " ").map { word in
            ["ERP", "ID"].contains(word) ? String(word) : word.lowercased()
        }
        let subject = fault.subject
        let parts = [subject.item, subject.unit, subject.targetUnit, subject.location, subject.other]
        return (title + parts.compactMap { $0 }).joined(separator: " ")
    }
}

/// Why a request is not done.
public enum RefusalReason: String, Codable, Sendable, Hashable {
    /// The caller's roles don't allow it.
    case forbidden
    /// What it names isn't there, or is closed already.
    case notFound = "not-found"
    /// The request makes no sense as it stands.
    case invalid
    /// The engine can't write its state just now.
    case unavailable
}

/// A request with its id, so that it is applied once however often it arrives.
public struct Command: Codable, Sendable, Hashable {
    /// Chosen by the caller, unique: repeated when the same command is sent again.
    public var id: String
    /// What is asked.
    public var request: Request

    /// Wraps a request with an id of the caller's.
    public init(id: String, request: Request) {
        self.id = id
        self.request = request
    }
}

/// Who asks. The transport finds out: the process's own user, or the peer of a Unix socket (`SO_PEERCRED`).
public struct Caller: Sendable, Hashable {
    /// The Unix user's name.
    public var user: String
    /// Roles given by the demo instead of the catalog's; `nil` everywhere else.
    public var demoRoles: Set<Role>?

    /// A caller by name.
    public init(user: String, demoRoles: Set<Role>? = nil) {
        self.user = user
        self.demoRoles = demoRoles
    }
}

/// Somebody who answers commands: the engine in this process, or a Unix socket to one elsewhere.
public protocol ControlPort: Sendable {
    /// Does what is asked, or says why not. Throws only where no engine could be asked.
    func perform(_ command: Command) async throws(ControlUnavailable) -> Reply
}

/// No engine could be asked.
public struct ControlUnavailable: Error, Sendable, Hashable {
    /// One sentence that says what to do.
    public var sentence: String

    /// Wraps a sentence.
    public init(_ sentence: String) { self.sentence = sentence }
}
