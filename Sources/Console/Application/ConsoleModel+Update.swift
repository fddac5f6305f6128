import Control
import SyncModel
import SyncStore
import Terminal

extension ConsoleModel {
    /// Takes in one event and says what is to be done outside. The only place where the console decides anything.
    mutating func update(_ event: TerminalEvent<ConsoleNews>, now: UTCTime, utcOffset: Int) -> [ConsoleEffect] {
        self.now = now
        self.utcOffset = utcOffset
        var effects: [ConsoleEffect] = []
        switch event {
        case .started(let size, let capabilities):
            self.size = size
            if let text = capabilities.notice { notice = Notice(text: text, style: .statusInfo, at: now) }
        case .input(.resize(let size)): self.size = size
        case .input(.key(let key)): effects = press(key)
        case .input(.paste(let text)): effects = type(.paste(text))
        case .input(.mouse(let mouse)): effects = point(mouse)
        case .input(.focus): break
        case .message(let news): effects = take(news)
        case .tick:
            if let notice, now.elapsed(since: notice.at) > Notice.stay { self.notice = nil }
        case .stopAsked: effects = stop()
        case .resumed: watchAnew()
        case .slowLink(let isSlow): isLinkSlow = isSlow
        }
        reveal()
        return effects + watchIfChanged()
    }

    /// Ctrl-Z. Where the engine runs in this program it would stand still too, unseen: that takes a second Ctrl-Z.
    private mutating func stop() -> [ConsoleEffect] {
        let isHost = overview.map { $0.engine.pid == process && $0.engine.isAlive(at: now) } ?? false
        let isConfirmed = stopAskedAt.map { now.elapsed(since: $0) < .seconds(10) } ?? false
        guard isHost, !isConfirmed else {
            stopAskedAt = nil
            return [.terminal(.suspend)]
        }
        stopAskedAt = now
        say(
            "The engine runs in this console: stopped, nothing is taken in or sent. Ctrl-Z again stops both.",
            .statusWarning)
        return []
    }

    /// The wheel moves the cursor as the arrows do.
    private mutating func point(_ mouse: MouseEvent) -> [ConsoleEffect] {
        switch mouse.action {
        case .wheelUp: press(.up)
        case .wheelDown: press(.down)
        case .press, .doublePress: []
        }
    }

    /// Says something on the message line.
    mutating func say(_ text: String, _ style: Style = .statusInfo) {
        notice = Notice(text: text, style: style, at: now)
    }

    private mutating func take(_ news: ConsoleNews) -> [ConsoleEffect] {
        switch news {
        case .overview(let overview):
            self.overview = overview
            stateProblem = nil
            overviewScreen.adopt(overview)
            endpointsScreen.adopt(overview)
            return askWhoIAm(overview.engine)
        case .causes(let rows, let read): queueScreen.adopt(rows, for: read)
        case .rows(let rows, let read): queueScreen.adopt(rows, for: read)
        case .caseFile(let file): return take(file)
        case .messages(let rows): messagesScreen.adopt(rows)
        case .message(let id, let file):
            guard case .message(var screen) = layers.last, screen.id == id else { return [] }
            screen.file = file
            screen.isGone = file == nil
            setTop(.message(screen))
        case .stateProblem(let problem): stateProblem = problem
        case .found(let token, let candidates, let count): return take(candidates, token: token, ofItems: count)
        case .preview(let token, let reply): return takePreview(reply, token: token)
        case .previewUnavailable(let token, let sentence):
            return takePreview(.refused(.unavailable, sentence), token: token)
        case .reply(let token, let reply): take(reply, token: token)
        case .unavailable(let token, let sentence):
            take(.refused(.unavailable, sentence), token: token)
        case .progress(let progress): take(progress)
        case .theme(let theme): return [.terminal(.theme(theme))]
        case .themeProblem(let sentence): say(sentence, .statusWarning)
        }
        return []
    }

    /// Asks each engine once whom it takes the user for; a new engine may have a new catalog.
    private mutating func askWhoIAm(_ engine: EngineStatus) -> [ConsoleEffect] {
        guard engine.isAlive(at: now), askedEpoch != engine.epoch else { return [] }
        askedEpoch = engine.epoch
        return [.command(token: newToken(), .request(.whoAmI))]
    }

    private mutating func take(_ reply: Reply, token: Int) {
        let errand = errands.removeValue(forKey: token)
        switch reply {
        case .identity(let user, let roles):
            self.user = user
            self.roles = roles
            if !queueScreen.hasChosenOwner { queueScreen.owner = Self.home(of: roles) }
        case .done(let affected, let released, let summary, _):
            guard var release = releases[token] else { return say(summary, .statusOk) }
            release.released = released
            release.affected = affected
            release.progress = nil
            // What stops the others next is told once it was read.
            releases[token] = affected > 0 ? release : nil
            say(affected > 0 ? release.text : summary, release.isComplete ? .statusOk : .statusWarning)
        case .refused(let reason, let sentence):
            releases[token] = nil
            // Who we are is asked without being told to; no answer is no news, the verdict says it.
            guard let errand else { return }
            say("\(errand): \(sentence)", reason == .unavailable ? .statusCritical : .statusWarning)
        case .preview: break
        }
    }

    private mutating func take(_ progress: ReleaseProgress) {
        guard var release = releases[progress.token] else { return }
        let isNew = release.progress != progress
        release.progress = progress
        releases[progress.token] = progress.isSettled && release.released != nil ? nil : release
        guard isNew, release.released != nil else { return }
        say(release.text, progress.waiting == 0 ? .statusOk : .statusWarning)
    }

    /// Replaces the screen on top.
    mutating func setTop(_ layer: Layer) {
        guard !layers.isEmpty else { return }
        layers[layers.count - 1] = layer
    }

    /// Brings the cursors into view after anything that may have moved them.
    private mutating func reveal() {
        let body = FrameLayout(size, hasCoach: coachLine != nil).body
        overviewScreen.cursor.reveal(height: max(1, overviewScreen.cursor.ids.count))
        let list = QueueLayout(body).list
        let rows = Table.visibleRows(height: list.height)
        queueScreen.causeCursor.reveal(height: rows)
        queueScreen.rowCursor.reveal(height: rows)
        messagesScreen.cursor.reveal(height: Table.visibleRows(height: body.height))
        endpointsScreen.cursor.reveal(height: Table.visibleRows(height: body.height))
    }

    /// How many rows a page key moves by.
    var pageRows: Int { max(1, QueueLayout(FrameLayout(size, hasCoach: coachLine != nil).body).list.height - 1) }

    /// What the coach says here; `nil` once it was dismissed.
    var coachLine: String? {
        guard let coach, size.height >= 16 else { return nil }
        switch place {
        case .overview: return coach.lines[.overview]
        case .causes, .rows: return hasFixed ? coach.lines[.fixed] : coach.lines[.queue]
        case .exception: return coach.lines[.exception]
        case .mapItem, .fixUnit, .mapLocation: return coach.lines[.fix]
        default: return nil
        }
    }
}
