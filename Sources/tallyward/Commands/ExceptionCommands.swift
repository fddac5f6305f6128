import ArgumentParser
import Control
import SyncModel

/// A command that asks one thing of the engine, and prints what was done.
protocol AskingCommand: AsyncParsableCommand {
    /// Where to ask, and how to print.
    var asking: AskingOptions { get }

    /// What is asked.
    func request() throws -> Request
}

extension AskingCommand {
    func run() async throws {
        try await reporting { try asking.output.printDone(try await EngineAccess.ask(try request(), asking.site)) }
    }
}

/// What commands that ask the engine share.
struct AskingOptions: ParsableArguments {
    @OptionGroup var site: SiteOptions
    @OptionGroup var output: OutputOptions
}

/// Why something is done, kept in the audit.
struct ReasonOption: ParsableArguments {
    @Option(name: .long, help: "Why.")
    var reason: String
}

/// Why something is done, for those who want to say.
struct OptionalReasonOption: ParsableArguments {
    @Option(name: .long, help: "Why.")
    var reason = ""
}

/// One exception, by its number.
struct ExceptionNumber: ParsableArguments {
    @Argument(help: "The number of the exception.")
    var exception: Int64

    var id: ExceptionID { ExceptionID(rawValue: exception) }
}

/// `tallyward resubmit`.
struct ResubmitCommand: AskingCommand {
    static let configuration = CommandConfiguration(
        commandName: "resubmit", abstract: "Runs exceptions through the pipeline again, as they are.")

    @OptionGroup var asking: AskingOptions

    @Argument(help: "The numbers of the exceptions.")
    var exceptions: [Int64] = []

    @Option(name: .long, help: "All open exceptions of this cause instead.")
    var cause: String?

    func request() throws -> Request {
        if exceptions.isEmpty == (cause == nil) {
            throw Failure("Name exceptions by number, or a cause with --cause.", code: .usage)
        }
        return cause.map { .resubmitCause($0) } ?? .resubmit(exceptions.map(ExceptionID.init(rawValue:)))
    }
}

/// `tallyward dismiss`.
struct DismissCommand: AskingCommand {
    static let configuration = CommandConfiguration(
        commandName: "dismiss", abstract: "Takes exceptions out for good, with a reason.")

    @OptionGroup var asking: AskingOptions

    @Argument(help: "The numbers of the exceptions.")
    var exceptions: [Int64]

    @OptionGroup var why: ReasonOption

    func request() -> Request { .dismiss(exceptions.map(ExceptionID.init(rawValue:)), reason: why.reason) }
}

/// `tallyward let-through`.
struct LetThroughCommand: AskingCommand {
    static let configuration = CommandConfiguration(
        commandName: "let-through",
        abstract: "Sends out what differs from its order, or from what a field's owner says, as it is.",
        discussion: "`tallyward show` has both sides beside each other.")

    @OptionGroup var asking: AskingOptions

    @Argument(help: "The numbers of the exceptions.")
    var exceptions: [Int64]

    @OptionGroup var why: ReasonOption

    func request() -> Request { .letThrough(exceptions.map(ExceptionID.init(rawValue:)), reason: why.reason) }
}

/// `tallyward step-aside`.
struct StepAsideCommand: AskingCommand {
    static let configuration = CommandConfiguration(
        commandName: "step-aside",
        abstract: "Lets a stopped delivery give up its place in its lane: what is behind it goes on.",
        discussion: """
            The exception stays open with its fault. Once it is fixed or resubmitted its delivery goes out of order. \
            `tallyward show` says how much waits behind it.
            """)

    @OptionGroup var asking: AskingOptions

    @OptionGroup var number: ExceptionNumber
    @OptionGroup var why: ReasonOption

    func request() -> Request { .stepAside(number.id, reason: why.reason) }
}

/// `tallyward confirm`.
struct ConfirmCommand: AskingCommand {
    static let configuration = CommandConfiguration(
        commandName: "confirm",
        abstract: "Settles a delivery in doubt, for somebody who has looked: it was booked, or it wasn't.",
        discussion: """
            With --document it is settled as booked under that number. With --absent it is sent again: what is booked \
            already is booked twice then.
            """)

    @OptionGroup var asking: AskingOptions

    @OptionGroup var number: ExceptionNumber

    @Option(name: .long, help: "It was booked: the ERP's document number.")
    var document: String?

    @Flag(name: .long, help: "It was not booked: send it again.")
    var absent = false

    @Option(name: .long, help: "With --absent: where you looked, or who did.")
    var reason: String?

    func request() throws -> Request {
        switch (document, absent, reason) {
        case (let document?, false, nil): return .confirmDelivered(number.id, document: document)
        case (nil, true, let reason?): return .confirmAbsent(number.id, reason: reason)
        default:
            throw Failure("Say --document NUMBER where it was booked, or --absent --reason TEXT.", code: .usage)
        }
    }
}

/// One endpoint, by its name.
struct EndpointArgument: ParsableArguments {
    @Argument(help: "The endpoint's name in the catalog.")
    var endpoint: String

    var name: EndpointName { EndpointName(rawValue: endpoint) }
}

/// `tallyward pause`.
struct PauseCommand: AskingCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause", abstract: "Stops sending to an endpoint until `resume`; intake goes on.")

    @OptionGroup var asking: AskingOptions

    @OptionGroup var target: EndpointArgument
    @OptionGroup var why: ReasonOption

    func request() -> Request { .pause(target.name, reason: why.reason) }
}

/// `tallyward resume`.
struct ResumeCommand: AskingCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Goes on sending to an endpoint that was paused.")

    @OptionGroup var asking: AskingOptions

    @OptionGroup var target: EndpointArgument

    func request() -> Request { .resume(target.name) }
}

extension OutputOptions {
    /// Prints what was done; a refusal is a failure.
    func printDone(_ reply: Reply) throws {
        let reply = try reply.orFailure()
        switch reply {
        case .done(_, _, let summary, _): try print(reply, lines: [summary])
        case .pending(_, let sentence): try print(reply, lines: [sentence])
        case .decided(let verdicts):
            try print(reply, lines: verdicts.map { "\($0.id): \($0.sentence)" })
            let isDone = verdicts.allSatisfy { [.approved, .rejected, .withdrawn].contains($0.outcome) }
            if !isDone { throw ExitCode(Failure.Code.failed.rawValue) }
        default: break
        }
    }
}
