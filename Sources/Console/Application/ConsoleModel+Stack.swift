import Control
import SyncModel
import Terminal

extension ConsoleModel {
    /// Does what screens want done and says what is left to do outside.
    mutating func carry(_ effects: [ScreenEffect]) -> [ConsoleEffect] {
        effects.flatMap { carry($0) }
    }

    private mutating func carry(_ effect: ScreenEffect) -> [ConsoleEffect] {
        switch effect {
        case .say(let text, let style): say(text, style)
        case .open(let screen): return open(screen)
        case .replace(let screen):
            stack.removeLast()
            return open(screen)
        case .close: if stack.count > 1 { stack.removeLast() }
        case .leave(let place):
            if stack.count > 1, stack[stack.count - 1].place == place { stack.removeLast() }
        case .finish(let subject, let movesOn): finish(subject, movesOn: movesOn)
        case .go(let root): return go(to: root)
        case .show(let root, let screen):
            let effects = go(to: root)
            stack = []
            return effects + open(screen)
        case .perform(let action): return perform(action)
        case .command(let errand, let deed, let isFollowed, let shown):
            return run(errand, deed: deed, isFollowed: isFollowed, shown: shown)
        case .consult(let request): return [.consult(token: newToken(), request)]
        case .find(let search): return [.find(token: newToken(), search)]
        case .noteFix: hasFixed = true
        case .toggleCoach: coach = coach == nil ? .usual : nil
        case .theme(let name):
            chosenTheme = name
            return [.theme(name)]
        case .previewTheme(let name): return [.theme(name)]
        case .chooseTheme: stack.append(ThemeScreen(themes, shown: themeName))
        case .startTour: startTour()
        case .exportList(let name): return exportList(to: name)
        case .export(let export, let file, let replacing):
            say("Writing \(export.count) to \(file.name) …")
            return [.export(export, file, replacing: replacing)]
        case .terminal(let effect): return [.terminal(effect)]
        }
        return []
    }

    /// Puts a screen on top; what it asks and is known already it gets at once.
    private mutating func open(_ screen: any Screen) -> [ConsoleEffect] {
        var screen = screen
        let context = context
        var effects: [ScreenEffect] = []
        for reading in screen.readings {
            if let result = results[AnyReading(reading)] { effects += screen.take(result, in: context) }
        }
        stack.append(screen)
        return carry(effects)
    }

    /// Goes to a root as it was left; what was opened from the one before is closed.
    mutating func go(to root: RootScreen) -> [ConsoleEffect] {
        guard root != self.root else {
            stack.removeLast(stack.count - 1)
            return []
        }
        parked[self.root] = stack[0]
        self.root = root
        stack = []
        return open(parked.removeValue(forKey: root) ?? made(root))
    }

    private mutating func finish(_ subject: Subject, movesOn: Bool) {
        while stack.count > 1, stack[stack.count - 1].subject == subject { stack.removeLast() }
        if movesOn { stack[stack.count - 1].moveOn(from: subject) }
    }

    /// Lets the uppermost screen do something.
    mutating func atTop(
        _ body: (inout any Screen, ScreenContext) -> [ScreenEffect]?
    ) -> [ConsoleEffect]? {
        let context = context
        return body(&stack[stack.count - 1], context).map { carry($0) }
    }

    /// Tells all open screens something.
    mutating func tellAll(_ body: (inout any Screen, ScreenContext) -> [ScreenEffect]) -> [ConsoleEffect] {
        let context = context
        var effects: [ScreenEffect] = []
        for index in stack.indices { effects += body(&stack[index], context) }
        return carry(effects)
    }

    /// One step back: within the screen, out of it, to the home screen, and there out of the hints.
    mutating func back() -> [ConsoleEffect] {
        if let effects = atTop({ $0.back(in: $1) }) { return effects }
        if stack.count > 1 {
            stack.removeLast()
        } else if tour != nil {
            tour = nil
            say("The tour is over. :tour shows it again.")
        } else if root != home {
            return go(to: home)
        } else if coach != nil {
            coach = nil
            say("The hints are off. :coach brings them back.")
        } else {
            say("Q leaves the console.")
        }
        return []
    }

    /// Asks the engine for something and says so.
    private mutating func run(_ errand: Errand, deed: String, isFollowed: Bool, shown: Int?) -> [ConsoleEffect] {
        if isReadOnly, let refusal = errand.kind.readOnlyRefusal {
            say(refusal, .statusWarning)
            return []
        }
        let token = newToken()
        errands[token] = (errand, deed)
        if isFollowed { releases[token] = Release(deed: deed, shown: shown, since: now) }
        say("\(deed) …")
        return [.command(token: token, errand)]
    }

    // MARK: What is read

    /// What the screens in sight need, and the frame.
    var interest: [AnyReading] {
        var readings = [AnyReading(OverviewReading())]
        let context = context
        for screen in stack[baseIndex...] where screen.barrier(in: context) == nil {
            for reading in screen.readings.map(AnyReading.init) where !readings.contains(reading) {
                readings.append(reading)
            }
        }
        return readings
    }

    /// Tells the feed what is needed now, if that has changed.
    mutating func watchIfChanged() -> [ConsoleEffect] {
        let interest = interest
        guard interest != watched else { return [] }
        watched = interest
        results = results.filter { interest.contains($0.key) }
        return [.watch(interest)]
    }

    /// Forgets what the feed was told, so that everything is read again.
    mutating func watchAnew() { watched = nil }
}
