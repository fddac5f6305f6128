import ArgumentParser
import Control
import SyncModel

/// `tallyward resubmit`.
struct ResubmitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resubmit", abstract: "Runs exceptions through the pipeline again, as they are.")

    @OptionGroup var site: SiteOptions
    @OptionGroup var output: OutputOptions

    @Argument(help: "The numbers of the exceptions.")
    var exceptions: [Int64] = []

    @Option(name: .long, help: "All open exceptions of this cause instead.")
    var cause: String?

    func run() async throws {
        try await reporting {
            if exceptions.isEmpty == (cause == nil) {
                throw Failure("Name exceptions by number, or a cause with --cause.", code: .usage)
            }
            let request: Request =
                cause.map { .resubmitCause($0) } ?? .resubmit(exceptions.map(ExceptionID.init(rawValue:)))
            try output.printDone(try await EngineAccess.ask(request, site))
        }
    }
}

/// `tallyward dismiss`.
struct DismissCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dismiss", abstract: "Takes exceptions out for good, with a reason.")

    @OptionGroup var site: SiteOptions
    @OptionGroup var output: OutputOptions

    @Argument(help: "The numbers of the exceptions.")
    var exceptions: [Int64]

    @Option(name: .long, help: "Why.")
    var reason: String

    func run() async throws {
        try await reporting {
            let request = Request.dismiss(exceptions.map(ExceptionID.init(rawValue:)), reason: reason)
            try output.printDone(try await EngineAccess.ask(request, site))
        }
    }
}

/// `tallyward confirm`.
struct ConfirmCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "confirm", abstract: "Settles a delivery in doubt: it was booked under this document number.")

    @OptionGroup var site: SiteOptions
    @OptionGroup var output: OutputOptions

    @Argument(help: "The number of the exception.")
    var exception: Int64

    @Option(name: .long, help: "The ERP's document number.")
    var document: String

    func run() async throws {
        try await reporting {
            let request = Request.confirmDelivered(ExceptionID(rawValue: exception), document: document)
            try output.printDone(try await EngineAccess.ask(request, site))
        }
    }
}

/// `tallyward pause` and `tallyward resume`.
struct PauseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause", abstract: "Stops sending to an endpoint until `resume`; intake goes on.")

    @OptionGroup var site: SiteOptions
    @OptionGroup var output: OutputOptions

    @Argument(help: "The endpoint's name in the catalog.")
    var endpoint: String

    @Option(name: .long, help: "Why.")
    var reason: String

    func run() async throws {
        try await reporting {
            let request = Request.pause(EndpointName(rawValue: endpoint), reason: reason)
            try output.printDone(try await EngineAccess.ask(request, site))
        }
    }
}

/// `tallyward resume`.
struct ResumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Goes on sending to an endpoint that was paused.")

    @OptionGroup var site: SiteOptions
    @OptionGroup var output: OutputOptions

    @Argument(help: "The endpoint's name in the catalog.")
    var endpoint: String

    func run() async throws {
        try await reporting {
            let request = Request.resume(EndpointName(rawValue: endpoint))
            try output.printDone(try await EngineAccess.ask(request, site))
        }
    }
}

extension OutputOptions {
    /// Prints what was done; a refusal is a failure.
    func printDone(_ reply: Reply) throws {
        let reply = try reply.orFailure()
        guard case .done(_, _, let summary, _) = reply else { return }
        try print(reply, lines: [summary])
    }
}
