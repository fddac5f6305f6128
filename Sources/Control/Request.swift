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
    /// Runs all open exceptions of a cause through the pipeline again; those up to `through` only, where it is given,
    /// so that nothing goes that whoever asks hasn't seen.
    case resubmitCause(String, through: ExceptionID? = nil)
    /// Sends out what differs from its order, or from what a field's owner says, as it is.
    case letThrough([ExceptionID], reason: String)
    /// Takes deliveries out, with a reason.
    case dismiss([ExceptionID], reason: String)
    /// Settles a delivery in doubt: it was booked under this document number.
    case confirmDelivered(ExceptionID, document: String)
    /// Sends a delivery in doubt again: somebody has looked at the destination, and it wasn't booked there.
    case confirmAbsent(ExceptionID, reason: String)
    /// Lets a stopped delivery give up its place in its lane: what is behind it goes on; it goes out of order later.
    case stepAside(ExceptionID, reason: String)
    /// Loads a part of the item master and the crosswalk, and sends out what waited for it.
    case importCrosswalk(CrosswalkImport)
    /// Stops sending to an endpoint; intake goes on.
    case pause(EndpointName, reason: String)
    /// Goes on sending to an endpoint.
    case resume(EndpointName)
    /// Puts on record that the caller looks at the patient fields of a message, and why. Nothing else is written.
    case unmask(MessageID, reason: String)
    /// Works out what becomes of a stopped delivery after a change of its event, without doing it. No change: as it is.
    case previewCorrection(ExceptionID, EventEdit)
    /// Changes the event of a stopped delivery and sends it out; what it was is kept.
    case correct(ExceptionID, EventEdit, reason: String)
    /// Works out what a replay of dead letters would do, without doing it.
    case previewReplay(ReplaySelection, edit: EventEdit?)
    /// Replays dead letters, exactly as the dry run of this digest showed it.
    case replay(ReplaySelection, edit: EventEdit?, digest: String, reason: String)
    /// Ends a replay where it is; what went stays on its way.
    case stopReplay(String)
    /// Approves requests of others, each as it was shown, and does them.
    case approve([SeenApproval], reason: String)
    /// Turns requests of others down, with a reason.
    case reject([ApprovalID], reason: String)
    /// Takes own requests back before anybody has decided.
    case withdraw([ApprovalID], reason: String)
    /// Takes a fix back: the one that the command of this id made. Refused once anything that it let go has left.
    case undo(command: String)
    /// Gives exceptions to somebody to work on.
    case assign([ExceptionID], to: String)
    /// Says something about an exception or a cause, for everybody to read.
    case comment(CommentSubject, text: String)
    /// Keeps a view of a list for the caller; one of that name is replaced.
    case saveView(SavedView)
    /// Forgets a view of the caller's.
    case dropView(String)
    /// Says what the caller looks at, nothing where `nil`, and asks who else does. Nothing is written.
    case look(at: String?)
    /// Stops sending a flow's deliveries; intake goes on.
    case pauseFlow(FlowName, reason: String)
    /// Sends what a flow has accepted so far, and holds what comes later.
    case drainFlow(FlowName, reason: String)
    /// Sends all of a flow's deliveries again.
    case resumeFlow(FlowName, reason: String)
    /// Works out what an import would change, without doing it.
    case previewImport(CrosswalkImport)

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
            case .mapCode: .mapCode
            }
        case .resubmit, .resubmitCause: .resubmit
        case .letThrough: .letThrough
        case .dismiss: .dismiss
        case .confirmDelivered, .confirmAbsent: .confirmDelivered
        case .stepAside: .stepAside
        case .importCrosswalk(let loaded): loaded.isOfTables ? .importCodes : .importCrosswalk
        case .pause, .resume: .pauseEndpoint
        case .previewReplay: .previewReplay
        case .replay(_, nil, _, _), .stopReplay: .replay
        case .replay: .editReplay
        case .unmask: .unmask
        case .previewCorrection: .preview
        case .correct: .correct
        case .approve, .reject: .approve
        case .withdraw: .withdraw
        case .undo: .undo
        case .assign: .assign
        case .comment: .comment
        case .saveView, .dropView: .keepView
        case .look: .look
        case .pauseFlow, .drainFlow, .resumeFlow: .steerFlow
        case .previewImport: .previewImport
        }
    }
}

/// The kinds of request that rights tell apart.
public enum RequestKind: String, CaseIterable, Codable, Sendable, Hashable {
    case whoAmI, claim, preview, mapItem, defineUnit, mapLocation, mapCode, resubmit, letThrough, dismiss, stepAside
    case confirmDelivered
    case importCrosswalk, importCodes, pauseEndpoint, previewReplay, replay, editReplay
    case unmask, correct
    case approve, withdraw, undo, assign, comment, keepView, look, steerFlow, previewImport

    /// The roles that may ask for it: the one table of who may do what. The engine enforces it; a screen only explains
    /// it.
    public var roles: Set<Role> {
        switch self {
        case .whoAmI: Set(Role.allCases)
        case .claim, .preview, .resubmit: [.materials, .finance, .integration, .supervisor, .administrator]
        case .mapItem, .defineUnit: [.materials, .supervisor, .administrator]
        case .mapLocation: [.finance, .materials, .supervisor, .administrator]
        // Of these, a table of the catalog takes its owner's and its `editors` beside them, and nobody else's.
        case .mapCode, .importCodes: [.finance, .materials, .integration, .supervisor, .administrator]
        // Of these, whoever owns what differs, and supervisors.
        case .letThrough: [.materials, .finance, .integration, .supervisor]
        // Whoever may take a head out for good may let it step aside: either way what is behind it goes on.
        case .dismiss, .stepAside: [.materials, .finance, .integration, .supervisor]
        case .confirmDelivered: [.integration, .supervisor]
        case .importCrosswalk: [.materials, .administrator]
        case .pauseEndpoint: [.integration, .administrator]
        // A dry run changes nothing: whoever works on exceptions may hand its digest to somebody who may replay.
        case .previewReplay: [.materials, .finance, .integration, .supervisor, .administrator]
        case .replay: [.integration, .supervisor]
        // Quantities and items are business: those who look after endpoints don't change them.
        case .editReplay, .correct: [.materials, .supervisor]
        // Those who have to compare a message with what a department or the ERP says of it.
        case .unmask: [.materials, .integration, .supervisor]
        // Which of them decides about what, the catalog's policies say.
        case .approve: Role.approving
        case .withdraw, .assign, .comment: [.materials, .finance, .integration, .supervisor, .administrator]
        case .undo: [.materials, .finance, .supervisor, .administrator]
        // Says nothing about the work, so that an auditor may as well.
        case .keepView, .look: Set(Role.allCases)
        case .steerFlow: [.integration, .supervisor, .administrator]
        case .previewImport: [.materials, .finance, .integration, .supervisor, .administrator]
        }
    }

    /// Whether nothing is written for it, so that a read-only console may ask.
    public var isReading: Bool {
        switch self {
        case .whoAmI, .preview, .previewReplay, .previewImport, .look: true
        default: false
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
        case .mapCode: "say what codes mean"
        case .resubmit: "resubmit"
        case .letThrough: "let through what differs"
        case .dismiss: "dismiss exceptions"
        case .stepAside: "let a delivery step aside"
        case .confirmDelivered: "settle deliveries in doubt"
        case .importCrosswalk: "load the item master"
        case .importCodes: "load tables of codes"
        case .pauseEndpoint: "pause endpoints"
        case .previewReplay: "try out a replay"
        case .replay: "replay dead letters"
        case .editReplay: "change what is replayed"
        case .unmask: "see patient fields"
        case .correct: "correct what was documented"
        case .approve: "decide about requests"
        case .withdraw: "take requests back"
        case .undo: "take fixes back"
        case .assign: "give exceptions to others"
        case .comment: "comment"
        case .keepView: "keep views"
        case .look: "see who looks at what"
        case .steerFlow: "pause, drain or resume flows"
        case .previewImport: "try out an import"
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
    /// What a replay would do.
    case replayPreview(ReplayPreview)
    /// Done: how many rows it was about, how many of them go out now, a sentence, and what the others wait for now.
    case done(affected: Int, released: Int, summary: String, stopped: [StoppedAgain] = [])
    /// Not done yet: it waits for somebody else's approval under this number, and why.
    case pending(ApprovalID, String)
    /// What became of each request that was decided about.
    case decided([ApprovalVerdict])
    /// Who else looks at what the caller looks at.
    case presence([Presence])
    /// What an import would change.
    case importPreview(ImportPreview)
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
    /// Why it is asked for, where that is said.
    public var note: ProposalNote?

    /// Wraps a request with an id of the caller's.
    public init(id: String, request: Request, note: ProposalNote? = nil) {
        self.id = id
        self.request = request
        self.note = note
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
