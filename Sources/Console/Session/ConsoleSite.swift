public import Catalog
import SyncModel

/// What the frame says of where we are and who looks.
public struct ConsoleSite: Sendable, Hashable {
    /// The site's name.
    public var name: String
    /// Production, test or demo.
    public var environment: SiteCatalog.Environment
    /// What the site configures: runbooks, flows, endpoints; `nil` where only the state is known.
    public var catalog: SiteCatalog?

    /// Names a site and its environment.
    public init(name: String, environment: SiteCatalog.Environment, catalog: SiteCatalog? = nil) {
        self.name = name
        self.environment = environment
        self.catalog = catalog
    }

    /// The site of a catalog.
    public init(_ catalog: SiteCatalog) {
        self.init(name: catalog.site, environment: catalog.environment, catalog: catalog)
    }
}

/// What the demo says to a new user, in one line that can be dismissed.
public struct ConsoleCoach: Sendable, Hashable {
    /// Where a line belongs.
    public enum Place: Sendable, Hashable {
        /// The overview.
        case overview
        /// The work queue, with something in it.
        case queue
        /// One exception.
        case exception
        /// Any of the screens that fix a cause.
        case fix
        /// After a fix was applied.
        case fixed
        /// What waits for approval.
        case approvals
    }

    /// The line for each place; a place without one shows what its screen suggests for what is there, or none.
    public var lines: [Place: String]

    /// A coach that says these lines.
    public init(lines: [Place: String]) {
        self.lines = lines
    }

    /// From the overview to a mapped item in four keys.
    public static let usual = ConsoleCoach(lines: [
        .overview:
            "Try: \(RootScreen.queue.action.mark) opens the work queue. What needs a person waits there.",
        .exception:
            "Read why it stopped. \(ConsoleAction.mend.mark) mends it, "
            + "\(ConsoleAction.nextPart.mark) and \(ConsoleAction.fold.mark) open more, "
            + "\(ConsoleAction.back.mark) goes back.",
        .fix: "Look at the best match and at what it releases. \(ConsoleAction.apply.mark) takes it.",
        .approvals:
            "Read the change below: \(ConsoleAction.approve.mark) approves it, "
            + "\(ConsoleAction.reject.mark) turns it down; "
            + "\(ConsoleAction.markAll.mark) marks all.",
        .fixed:
            "The rows leave the queue as the ERP accepts them. \(RootScreen.overview.action.mark) shows the balance.",
    ])
}
