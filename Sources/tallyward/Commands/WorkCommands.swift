import ArgumentParser
import Console
import Control
import SyncModel
import SyncStore

/// `tallyward claim`.
struct ClaimCommand: AskingCommand {
    static let configuration = CommandConfiguration(
        commandName: "claim", abstract: "Takes exceptions on, so that others see who works on them.")

    @OptionGroup var asking: AskingOptions

    @Argument(help: "The numbers of the exceptions.")
    var exceptions: [Int64]

    @Flag(name: .long, help: "Give them back instead.")
    var release = false

    func request() -> Request {
        let ids = exceptions.map(ExceptionID.init(rawValue:))
        return release ? .release(ids) : .claim(ids)
    }
}

/// `tallyward assign`.
struct AssignCommand: AskingCommand {
    static let configuration = CommandConfiguration(
        commandName: "assign", abstract: "Gives exceptions to somebody to work on.")

    @OptionGroup var asking: AskingOptions

    @Argument(help: "The numbers of the exceptions.")
    var exceptions: [Int64]

    @Option(name: .long, help: "The Unix user, as the catalog's roles.yaml names them.")
    var to: String

    func request() -> Request { .assign(exceptions.map(ExceptionID.init(rawValue:)), to: to) }
}

/// What a comment is about.
struct SubjectOptions: ParsableArguments {
    @Option(name: .long, help: "The number of an exception.")
    var exception: Int64?

    @Option(name: .long, help: "A cause, as `tallyward queue` prints it.")
    var cause: String?

    func subject() throws -> CommentSubject {
        switch (exception, cause) {
        case (let id?, nil): return .exception(ExceptionID(rawValue: id))
        case (nil, let cause?): return .cause(cause)
        default: throw Failure("Name an exception with --exception, or a cause with --cause.", code: .usage)
        }
    }
}

/// `tallyward comment`.
struct CommentCommand: AskingCommand {
    static let configuration = CommandConfiguration(
        commandName: "comment", abstract: "Says something about an exception or a cause, for all who work on it.")

    @OptionGroup var asking: AskingOptions
    @OptionGroup var about: SubjectOptions

    @Argument(help: "What, in one line; no names of patients: it is not masked.")
    var text: String

    func request() throws -> Request { .comment(try about.subject(), text: text) }
}

/// `tallyward comments`.
struct CommentsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "comments", abstract: "Lists what was said about an exception or a cause, latest first.")

    @OptionGroup var site: SiteOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var about: SubjectOptions

    @Option(name: .long, help: "How many at most.")
    var limit = 100

    func run() async throws {
        try await reporting {
            let rows = try EngineAccess.reader(site).comments(on: try about.subject(), limit: limit)
            try output.print(
                rows,
                lines: rows.isEmpty
                    ? ["Nothing was said."] : rows.map { "\($0.at)  \($0.author.column(12)) \($0.text)" })
        }
    }
}

/// `tallyward views`.
struct ViewsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "views", abstract: "Lists the views of lists that you keep for the console; keeps or drops one.",
        discussion: """
            A view of the queue reads like `queue rows role=materials who=mine sort=DUE+ filter=drape`: causes or rows, \
            whose role, who has them (all, mine, free), a column with + or - for the least or greatest first, and a text.
            """)

    @OptionGroup var site: SiteOptions
    @OptionGroup var output: OutputOptions

    @Option(name: .long, help: "Keep a view under this name, with --view.")
    var keep: String?

    @Option(name: .long, help: "What the view shows.")
    var view: String?

    @Option(name: .long, help: "Drop the view of this name.")
    var drop: String?

    @Option(name: .long, help: "List the views of this user; your own where left out.")
    var user: String?

    func run() async throws {
        try await reporting {
            if let request = try request() {
                try output.printDone(try await EngineAccess.ask(request, site))
                return
            }
            let views = try EngineAccess.reader(site).savedViews(of: user ?? UserName.own)
            try output.print(
                views,
                lines: views.isEmpty
                    ? ["No view is kept."] : views.map { "\($0.name.column(24)) \($0.specification)" })
        }
    }

    private func request() throws -> Request? {
        switch (keep, view, drop) {
        case (nil, nil, nil): return nil
        case (_?, let view?, nil) where !QueueViews.canShow(view):
            throw Failure("\(view) is no view of the queue; `tallyward help views` shows one.", code: .usage)
        case (let name?, let view?, nil): return .saveView(SavedView(name: name, specification: view))
        case (nil, nil, let name?): return .dropView(name)
        default: throw Failure("Say --keep NAME --view VIEW, or --drop NAME.", code: .usage)
        }
    }
}
