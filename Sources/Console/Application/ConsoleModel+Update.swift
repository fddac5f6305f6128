import Control
import SyncModel
import SyncStore
import Terminal

extension ConsoleModel {
    /// Takes in one event and says what is to be done outside. The only place where the console decides anything.
    mutating func update(_ event: TerminalEvent<ConsoleNews>, now: UTCTime, utcOffset: Int) -> [ConsoleEffect] {
        let isFromUser = event.isFromUser
        return step(now: now, utcOffset: utcOffset) { model in
            if isFromUser { model.lastInputAt = now }
            return model.locked == nil ? model.react(to: event) : model.updateLocked(event)
        }
    }

    /// Lets something happen at a time, and asks for what the screens in sight need then.
    mutating func step(
        now: UTCTime, utcOffset: Int, _ body: (inout ConsoleModel) -> [ConsoleEffect]
    ) -> [ConsoleEffect] {
        self.now = now
        self.utcOffset = utcOffset
        var effects = body(&self)
        guard locked == nil else { return effects }
        effects += watchIfChanged() + keepIfChanged()
        if let place = lookout.due(stack[baseIndex].sight, at: now) { effects.append(.look(at: place)) }
        let context = context
        for index in baseIndex..<stack.count { stack[index].reveal(in: context) }
        return effects
    }

    private mutating func react(to event: TerminalEvent<ConsoleNews>) -> [ConsoleEffect] {
        var effects: [ConsoleEffect] = []
        switch event {
        case .started(let size, let capabilities):
            self.size = size
            effects = [.terminal(.request(.mouse(true)))]
            if let text = capabilities.notice { notice = Notice(text: text, style: .statusInfo, at: now) }
        case .input(.resize(let size)): self.size = size
        case .input(.key(let key)):
            lookout.noteKey(at: now)
            effects = pressed(key)
        case .input(.paste(let text)): effects = atTop { $0.paste(text, in: $1) } ?? []
        case .input(.mouse(let mouse)):
            isTouched = true
            lookout.noteKey(at: now)
            effects = point(mouse)
        case .input(.focus): break
        case .message(let news): effects = take(news)
        case .tick:
            if let notice, now.elapsed(since: notice.at) > Notice.stay { self.notice = nil }
            if hasThemeFile { effects.append(.lookAtTheme) }
            if let lockAfter, now.elapsed(since: lastInputAt) >= lockAfter { return lock(after: lockAfter) }
        case .stopAsked: effects = stop()
        case .resumed: watchAnew()
        case .slowLink(let isSlow): isLinkSlow = isSlow
        }
        return effects
    }

    /// Takes a key. What was only a remark on the key before goes with it.
    private mutating func pressed(_ key: Key) -> [ConsoleEffect] {
        if notice?.isRemark == true { notice = nil }
        let before = notice
        let effects = press(key)
        if notice != before, errands.isEmpty { notice?.isRemark = true }
        return effects
    }

    /// Ctrl-Z. Where the engine runs in this program it would stand still too, unseen: that takes a second Ctrl-Z.
    mutating func stop() -> [ConsoleEffect] {
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

    /// The wheel moves the cursor as the arrows do. A press puts it on a row, and opens the row it is on already; on a
    /// hint of the footer it is that key.
    private mutating func point(_ mouse: MouseEvent) -> [ConsoleEffect] {
        switch mouse.action {
        case .wheelUp: return press(.up)
        case .wheelDown: return press(.down)
        case .press, .doublePress:
            var surface = Surface(size: size)
            surface.collectsTargets = true
            surface.draw(FrameView(model: self))
            switch surface.target(at: mouse.point) {
            case .key(let key)?: return press(key)
            case .row(let row)?:
                var wasThere = false
                _ = atTop { screen, context in
                    wasThere = screen.point(to: row, in: context)
                    return nil
                }
                return wasThere ? press(.enter) : []
            case nil: return []
            }
        }
    }

    mutating func take(_ news: ConsoleNews) -> [ConsoleEffect] {
        switch news {
        case .read(let result): return take(result)
        case .several(let results): return results.flatMap { take($0) }
        case .stateProblem(let problem): stateProblem = problem
        case .found(let search, let candidates, let count):
            return tellAll { $0.take(.found(search, candidates, ofItems: count), in: $1) }
        case .present(let others, let place): lookout.take(others, at: place, now: now)
        case .answer(let request, let reply): return tellAll { $0.take(.reply(request, reply), in: $1) }
        case .reply(let token, let reply, let command): return take(reply, token: token, of: command)
        case .unavailable(let token, let sentence): return take(.refused(.unavailable, sentence), token: token)
        case .progress(let progress): take(progress)
        case .theme(let theme, let isFile):
            themeName = theme.name
            hasThemeFile = isFile
            return [.terminal(.theme(theme))]
        case .themeProblem(let sentence):
            if let chosen = chosenTheme, chosen != themeName { chosenTheme = kept?.theme }
            say(sentence, .statusWarning)
        case .exported(let export, let file, let outcome): return take(export, file, outcome)
        case .trouble(let sentence): say(sentence, .statusWarning)
        }
        return []
    }

    /// Hands what was read to the screens that ask it; to nobody where none does any more.
    private mutating func take(_ result: ReadResult) -> [ConsoleEffect] {
        var effects: [ConsoleEffect] = []
        if result.reading.is(OverviewReading()) {
            stateProblem = result.problem
            if let read = result.value(of: OverviewReading()) {
                overview = read
                effects = askWhoIAm(read.engine) + ring(for: read.notices)
            }
        }
        guard watched?.contains(result.reading) == true else { return effects }
        results[result.reading] = result
        return effects + tellAll { $0.take(result, in: $1) }
    }

    /// Asks each engine once whom it takes the user for; a new engine may have a new catalog.
    private mutating func askWhoIAm(_ engine: EngineStatus) -> [ConsoleEffect] {
        guard engine.isAlive(at: now), askedEpoch != engine.epoch else { return [] }
        askedEpoch = engine.epoch
        return [.command(token: newToken(), .request(.whoAmI))]
    }

    private mutating func take(_ reply: Reply, token: Int, of command: String = "") -> [ConsoleEffect] {
        let asked = errands.removeValue(forKey: token)
        switch reply {
        case .identity(let user, let roles): return become(user, roles)
        case .done(let affected, let released, let summary, _):
            noteFix(asked, token: token, command)
            let hint = lastFix?.token == token ? MadeFix.hint(keys) : nil
            if var release = releases[token] {
                release.released = released
                release.affected = affected
                release.progress = nil
                // What stops the others next is told once it was read.
                releases[token] = affected > 0 ? release : nil
                say(affected > 0 ? release.text : summary, release.isComplete ? .statusOk : .statusWarning, hint: hint)
            } else {
                say(summary, .statusOk, hint: hint)
            }
        case .refused(let reason, let sentence):
            releases[token] = nil
            // Who we are is asked without being told to; no answer is no news, the verdict says it.
            if let deed = asked?.deed {
                say("\(deed): \(sentence)", reason == .unavailable ? .statusCritical : .statusWarning)
            }
        case .pending(_, let sentence):
            releases[token] = nil
            say(sentence, .statusWarning, hint: KeyHint(keys.footerName(of: RootScreen.approvals.action), "shows it"))
        case .decided(let verdicts):
            releases[token] = nil
            say(ApprovalVerdict.words(verdicts), ApprovalVerdict.isFine(verdicts) ? .statusOk : .statusWarning)
        case .preview, .replayPreview, .presence, .importPreview: break
        }
        guard let errand = asked?.errand else { return [] }
        return tellAll { $0.take(.done(errand, reply), in: $1) }
    }

    /// Remembers a fix that was made, and forgets one that was taken back; what it let go is not followed any more.
    private mutating func noteFix(_ asked: (errand: Errand, deed: String)?, token: Int, _ command: String) {
        guard let asked, !command.isEmpty else { return }
        switch asked.errand {
        case .fix, .request(.apply), .request(.importCrosswalk):
            lastFix = MadeFix(token: token, command: command, deed: asked.deed)
        case .request(.undo(let undone)) where undone == lastFix?.command:
            if let fix = lastFix { releases[fix.token] = nil }
            lastFix = nil
        default: break
        }
    }

    /// The user is somebody, or may do something else, by what the engine says: home may be elsewhere then.
    private mutating func become(_ user: String, _ roles: Set<Role>) -> [ConsoleEffect] {
        self.user = user
        self.roles = roles
        let context = context
        for index in stack.indices { stack[index].adapt(to: context) }
        for root in parked.keys { parked[root]?.adapt(to: context) }
        return isTouched || root == beginning ? [] : go(to: beginning)
    }

    private mutating func take(_ progress: ReleaseProgress) {
        guard var release = releases[progress.token] else { return }
        let isNew = release.progress != progress
        release.progress = progress
        releases[progress.token] = progress.isSettled && release.released != nil ? nil : release
        guard isNew, release.released != nil else { return }
        // What has left isn't taken back.
        let isUndoable = lastFix?.token == progress.token && progress.accepted == 0
        say(
            release.text, progress.waiting == 0 ? .statusOk : .statusWarning,
            hint: isUndoable ? MadeFix.hint(keys) : nil)
    }
}
