import Control
import Foundation
import SyncModel
import SyncStore
import Synchronization
import Terminal

/// Does what the console wants done: reads through the feed, asks the engine, looks for items. Never on the thread that
/// draws.
final class ConsoleWorker: ConsolePerformer {
    private let feed: StateFeed
    private let finder: ItemFinder
    private let port: any ControlPort
    private let shown: ShownTheme
    private let view: ViewStateFile?
    /// Files are written here, one after the other.
    private let files = DispatchQueue(label: "tallyward.files", qos: .utility)
    private let post: @Sendable (ConsoleNews) -> Void
    private let clock: @Sendable () -> UTCTime
    /// The newest question asked: older ones are not put any more.
    private let newestQuestion = Mutex(0)

    /// How long a choice has to stand before the engine is asked about it.
    static let pause: Duration = .milliseconds(40)

    init(
        feed: StateFeed, finder: ItemFinder, port: any ControlPort, shown: ShownTheme, view: ViewStateFile? = nil,
        clock: @escaping @Sendable () -> UTCTime, post: @escaping @Sendable (ConsoleNews) -> Void
    ) {
        self.feed = feed
        self.finder = finder
        self.port = port
        self.shown = shown
        self.view = view
        self.clock = clock
        self.post = post
    }

    func perform(_ effect: ConsoleEffect) {
        switch effect {
        case .terminal: break
        case .watch(let readings): feed.watch(readings)
        case .find(let token, let search): finder.find(search, token: token, post: post)
        case .consult(let token, let request): consult(request, token: token)
        case .look(let place): look(at: place)
        case .command(let token, let errand): run(errand, token: token)
        case .theme(let name): showTheme(name)
        case .lookAtTheme: feed.enqueue { _ in self.showChangedTheme() }
        case .keep(let view): keep(view)
        case .export(let export, let file, let replacing):
            files.async { [post] in post(.exported(export, file, file.write(export, replacing: replacing))) }
        }
    }

    /// Waits until all files are written.
    func finish() { files.sync {} }

    private func keep(_ state: ViewState) {
        guard let view else { return }
        files.async { [post] in
            do { try view.save(state) } catch {
                post(.trouble("How you like to see things can't be kept in \(view.path); everything else works."))
            }
        }
    }

    private func showChangedTheme() {
        do throws(ThemeError) {
            if let theme = try shown.changed() { post(.theme(theme, isFile: true)) }
        } catch {
            post(.themeProblem("\(error.description) (the theme stays as it was)"))
        }
    }

    private func showTheme(_ name: String) {
        do throws(ThemeError) {
            post(.theme(try shown.show(name), isFile: shown.isFile))
        } catch {
            post(.themeProblem(error.description))
        }
    }

    private func consult(_ request: Request, token: Int) {
        newestQuestion.withLock { $0 = token }
        Task { [port, post] in
            do { try await Task.sleep(for: Self.pause) } catch { return }
            guard self.newestQuestion.withLock({ $0 }) == token else { return }
            do throws(ControlUnavailable) {
                post(.answer(request, try await port.perform(Command(id: Self.newID(), request: request))))
            } catch {
                post(.answer(request, .refused(.unavailable, error.sentence)))
            }
        }
    }

    /// Nobody is told where no engine answers: who else looks is good to know and nothing more.
    private func look(at place: String?) {
        Task { [port, post] in
            do throws(ControlUnavailable) {
                let reply = try await port.perform(Command(id: Self.newID(), request: .look(at: place)))
                if case .presence(let others) = reply { post(.present(others, at: place)) }
            } catch {
                return
            }
        }
    }

    private func run(_ errand: Errand, token: Int) {
        switch errand {
        case .request(let request): send(request, token: token)
        case .fix(let fix, let cause, let note):
            follow(cause, token: token, thenSend: .apply(fix, cause: cause), note: note)
        case .resubmit(let ids):
            feed.enqueue { store in
                self.follow(token) { () throws(StateFileProblem) in
                    try store.exceptions(numbered: Array(ids.prefix(ReleaseWatch.most)))
                }
                self.send(.resubmit(ids), token: token)
            }
        case .resubmitCause(let cause, let last):
            follow(cause, token: token, thenSend: .resubmitCause(cause, through: last))
        case .exportCrosswalk(let path, let offset): export(to: path, utcOffset: offset, token: token)
        }
    }

    private func export(to path: String, utcOffset: Int, token: Int) {
        feed.enqueue { store in
            guard let store = store as? any CrosswalkStore else { return }
            do throws(StateFileProblem) {
                let (bytes, count) = try store.crosswalkSheet(CrosswalkFilter()) { _ in utcOffset }
                do throws(SheetFile.Problem) {
                    try SheetFile.write(bytes, to: path)
                    let summary = "Wrote \(Wording.count(count, "entry", "entries")) to \(path)."
                    self.post(.reply(token: token, .done(affected: count, released: 0, summary: summary)))
                } catch { self.post(.reply(token: token, .refused(.invalid, error.description))) }
            } catch {
                self.post(.unavailable(token: token, error.description))
            }
        }
    }

    /// Notes what waits for a cause before it is released, so that it can be followed afterwards.
    private func follow(_ cause: String, token: Int, thenSend request: Request, note: ProposalNote? = nil) {
        feed.enqueue { store in
            self.follow(token) { () throws(StateFileProblem) in
                try store.exceptions(ExceptionFilter(cause: cause), after: nil, limit: ReleaseWatch.most)
            }
            self.send(request, token: token, note: note)
        }
    }

    /// Follows the rows that wait; where they can't be read, what was asked is done all the same, and that is said.
    private func follow(_ token: Int, rows: () throws(StateFileProblem) -> [ExceptionRow]) {
        do throws(StateFileProblem) {
            feed.follow(ReleaseWatch(token: token, exceptions: try rows(), since: clock()))
        } catch {
            post(
                .trouble(
                    "It is being done, but can't be followed here; the overview (\(RootScreen.overview.action.mark)) "
                        + "counts it. \(error)"))
        }
    }

    private func send(_ request: Request, token: Int, note: ProposalNote? = nil) {
        Task { [port, post, feed] in
            do throws(ControlUnavailable) {
                let command = Command(id: Self.newID(), request: request, note: note)
                let reply = try await port.perform(command)
                post(.reply(token: token, reply, command: command.id))
                // What changed is read at once, not at the next look.
                feed.readAgain()
            } catch {
                post(.unavailable(token: token, error.sentence))
            }
        }
    }

    private static func newID() -> String { UUID().uuidString }
}
