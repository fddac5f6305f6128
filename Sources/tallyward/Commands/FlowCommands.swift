import ArgumentParser
import Control
import SyncModel
import SyncStore

/// `tallyward flow`: holds a flow, or lets it go.
struct FlowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "flow", abstract: "Pauses, drains or resumes a flow; lists what is held.",
        subcommands: [
            FlowListCommand.self, FlowPauseCommand.self, FlowDrainCommand.self, FlowResumeCommand.self,
        ], defaultSubcommand: FlowListCommand.self)
}

/// Which flow, and why.
struct FlowOptions: ParsableArguments {
    @OptionGroup var asking: AskingOptions

    @Argument(help: "The flow's name in the catalog.")
    var flow: String

    @Option(name: .long, help: "Why.")
    var reason = ""

    var name: FlowName { FlowName(rawValue: flow) }
}

/// `tallyward flow list`.
struct FlowListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Lists the flows that are held.")

    @OptionGroup var site: SiteOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reporting {
            let held = try EngineAccess.reader(site).heldFlows()
            let lines = held.map { hold in
                "\(hold.flow.rawValue.column(28)) \(hold.isDrained ? "drained" : hold.condition.rawValue) "
                    + "since \(hold.changedAt) by \(hold.actor): \(hold.reason)"
            }
            try output.print(held, lines: lines.isEmpty ? ["No flow is held."] : lines)
        }
    }
}

/// `tallyward flow pause`.
struct FlowPauseCommand: AskingCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause", abstract: "Sends nothing of a flow until `resume`; intake goes on.")

    @OptionGroup var options: FlowOptions
    var asking: AskingOptions { options.asking }

    func request() -> Request { .pauseFlow(options.name, reason: options.reason) }
}

/// `tallyward flow drain`.
struct FlowDrainCommand: AskingCommand {
    static let configuration = CommandConfiguration(
        commandName: "drain", abstract: "Sends what a flow has accepted so far, and holds what comes later.")

    @OptionGroup var options: FlowOptions
    var asking: AskingOptions { options.asking }

    func request() -> Request { .drainFlow(options.name, reason: options.reason) }
}

/// `tallyward flow resume`.
struct FlowResumeCommand: AskingCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Sends all of a flow's deliveries again.")

    @OptionGroup var options: FlowOptions
    var asking: AskingOptions { options.asking }

    func request() -> Request { .resumeFlow(options.name, reason: options.reason) }
}
