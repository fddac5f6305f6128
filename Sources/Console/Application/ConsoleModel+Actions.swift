import Control
import SyncModel
import SyncStore
import Terminal

extension ConsoleModel {
    /// What a fix or another action would be about now; `nil` where nothing is under the cursor.
    var target: FixTarget? {
        switch layers.last {
        case .exception(let screen): return target(of: screen)
        case .mapItem(let screen): return screen.target
        case .fixUnit(let screen): return screen.target
        case .mapLocation(let screen): return screen.target
        case .message: return nil
        case nil: break
        }
        guard root == .queue else { return nil }
        if queueScreen.isGrouped { return queueScreen.selectedCause.map(FixTarget.init) }
        return queueScreen.selectedRow.map { row in
            let cause = queueScreen.causes?.first { $0.cause == row.cause }
            return FixTarget(row, open: cause?.open ?? 1, value: cause?.value)
        }
    }

    private func target(of screen: ExceptionScreen) -> FixTarget {
        guard let detail = file(of: screen.key)?.detail else { return screen.target }
        return FixTarget(detail.row, open: detail.others.count + 1, value: detail.others.value + detail.row.value)
    }

    /// Why an action can't be done now, in one sentence; `nil` where it can.
    func refusal(for action: ConsoleAction) -> String? {
        guard let right = action.right else { return nil }
        if let refusal = right.refusal(for: roles) { return refusal }
        if action == .pause {
            return endpointsScreen.cursor.selected == nil ? "There is no endpoint here to pause." : nil
        }
        guard let target else { return "There is nothing here to do this with." }
        let wanted: FixKind? =
            switch action {
            case .map: .mapItem
            case .unit: .defineUnit
            case .location: .mapLocation
            default: nil
            }
        if let wanted, wanted != target.fault.code.fix { return mismatch(target.fault.code) }
        if action == .confirm, target.fault.code != .outcomeUnknown {
            return "Only a delivery in doubt can be marked as delivered."
        }
        if action == .confirm, target.exception == nil { return "Open one row of the cause first (o lists them)." }
        return nil
    }

    private func mismatch(_ code: FaultCode) -> String {
        switch code.fix {
        case .mapItem: "\(code.title) is about an item: press m."
        case .defineUnit: "\(code.title) is about a unit: press u."
        case .mapLocation: "\(code.title) is about a location: press l."
        case nil: "\(code.title): \(code.advice)"
        }
    }

    /// Does an action, or says why not.
    mutating func perform(_ action: ConsoleAction) -> [ConsoleEffect] {
        if let refusal = refusal(for: action) {
            say(refusal, .statusWarning)
            return []
        }
        switch action {
        case .overview: go(to: .overview)
        case .queue: go(to: .queue)
        case .messages: go(to: .messages)
        case .endpoints: go(to: .endpoints)
        case .open: open()
        case .back: return back()
        case .quit: return [.terminal(.quit)]
        case .help: overlay = .help(offset: 0)
        case .prompt: overlay = .prompt(CommandPrompt())
        case .refresh: watchAnew()
        case .filter: setFiltering(true)
        case .group: regroup()
        case .role: nextRole()
        case .others: listOthers()
        case .next: step(by: 1)
        case .previous: step(by: -1)
        case .acknowledge:
            queueScreen.causeCursor.acknowledge()
            queueScreen.rowCursor.acknowledge()
        case .map, .unit, .location: return openFix(action)
        case .resubmit, .resubmitAll: return resubmit(all: action == .resubmitAll)
        case .claim: return claim()
        case .dismiss:
            if let target { overlay = .dismiss(DismissPanel(target: target, isWholeCause: target.exception == nil)) }
        case .confirm:
            if let id = target?.exception { overlay = .entry(EntryPanel(purpose: .confirm(id))) }
        case .pause: return pause()
        case .redraw: return [.terminal(.redraw)]
        case .choose, .find, .factor, .scope, .apply: break
        }
        return []
    }

    mutating func go(to root: Root) {
        self.root = root
        layers = []
        if root == .overview { queueScreen.isFiltering = false }
    }

    private mutating func open() {
        guard layers.isEmpty else { return }
        switch root {
        case .overview: drillDown()
        case .queue:
            guard let target else { return say("Nothing waits here.") }
            layers.append(.exception(ExceptionScreen(key: target.key, target: target)))
        case .messages:
            guard let row = messagesScreen.selected else { return say("There is no message here.") }
            layers.append(.message(MessageScreen(id: row.id)))
        case .endpoints: break
        }
    }

    /// From the overview into what the row is about.
    private mutating func drillDown() {
        switch overviewScreen.cursor.selected {
        case .flow(let flow):
            showQueue(owner: nil, isGrouped: false)
            setFilter(TextInput(flow.rawValue, limit: 60), isOpen: false)
        case .role(let role): showQueue(owner: role, isGrouped: true)
        case .endpoint(let endpoint):
            go(to: .endpoints)
            endpointsScreen.cursor.select(id: endpoint)
        case nil: say("There is nothing to open yet.")
        }
    }

    private mutating func showQueue(owner: Role?, isGrouped: Bool) {
        go(to: .queue)
        queueScreen.isGrouped = isGrouped
        queueScreen.cause = nil
        queueScreen.filter = TextInput(limit: 60)
        if queueScreen.owner != owner || !isGrouped {
            queueScreen.owner = owner
            queueScreen.startOver()
        }
        queueScreen.hasChosenOwner = true
    }

    /// One step back: out of a screen, then out of what narrows a list, then to the overview.
    private mutating func back() -> [ConsoleEffect] {
        if !layers.isEmpty {
            layers.removeLast()
        } else if root == .queue, !queueScreen.filter.isEmpty {
            setFilter(TextInput(limit: 60), isOpen: false)
        } else if root == .queue, queueScreen.cause != nil {
            queueScreen.cause = nil
            queueScreen.isGrouped = true
            queueScreen.narrow()
        } else if root == .messages, !messagesScreen.filter.isEmpty {
            setFilter(TextInput(limit: 60), isOpen: false)
        } else if root != .overview {
            go(to: .overview)
        } else if coach != nil {
            coach = nil
            say("The hints are off. :coach brings them back.")
        } else {
            say("Q leaves the console.")
        }
        return []
    }

    private mutating func regroup() {
        queueScreen.isGrouped.toggle()
        queueScreen.cause = nil
        if !queueScreen.isGrouped { queueScreen.startOver() }
        queueScreen.narrow()
    }

    /// Own roles first, then all, then the others.
    private mutating func nextRole() {
        let owners: [Role] = [.materials, .finance, .integration]
        let order: [Role?] = owners.filter(roles.contains) + [nil] + owners.filter { !roles.contains($0) }
        let place = order.firstIndex(of: queueScreen.owner) ?? -1
        setOwner(order[(place + 1) % order.count])
    }

    mutating func setOwner(_ owner: Role?) {
        queueScreen.owner = owner
        queueScreen.hasChosenOwner = true
        queueScreen.startOver()
    }

    private mutating func listOthers() {
        guard let target else { return say("There is nothing here to list the others of.") }
        go(to: .queue)
        queueScreen.isGrouped = false
        queueScreen.cause = target.cause
        queueScreen.filter = TextInput(limit: 60)
        queueScreen.startOver()
    }

    /// To another exception of the same cause.
    private mutating func step(by step: Int) {
        guard case .exception(let screen) = layers.last, let file = file(of: screen.key), let detail = file.detail,
            let place = file.siblings.firstIndex(where: { $0.id == detail.row.id }), file.siblings.count > 1
        else { return say("There is no other exception with this cause.") }
        let row = file.siblings[(place + step + file.siblings.count) % file.siblings.count]
        let target = FixTarget(row)
        setTop(.exception(ExceptionScreen(key: target.key, target: target)))
    }

    private mutating func claim() -> [ConsoleEffect] {
        guard let target else { return [] }
        let isMine = target.claimedBy == user
        let deed = "\(isMine ? "Give back" : "Take on") \(target.subject)"
        guard let id = target.exception else { return run(.ofCause(target.cause, .claim), deed: deed) }
        return run(.request(isMine ? .release([id]) : .claim([id])), deed: deed)
    }

    private mutating func resubmit(all: Bool) -> [ConsoleEffect] {
        guard let target else { return [] }
        let one = all ? nil : target.exception
        let deed = one == nil ? "all with \(target.fault.code.title) \(target.subject)" : target.subject
        let effects = run(one.map { .resubmit($0) } ?? .resubmitCause(target.cause), deed: "Resubmit \(deed)")
        if case .command(let token, _)? = effects.first {
            releases[token] = Release(deed: "Resubmit \(deed)", since: now)
        }
        return effects
    }

    private mutating func pause() -> [ConsoleEffect] {
        guard let name = endpointsScreen.cursor.selected else { return [] }
        let status = overview?.endpoints.first { $0.endpoint == name }
        if status?.condition == .paused { return run(.request(.resume(name)), deed: "Resume \(name)") }
        overlay = .entry(EntryPanel(purpose: .pause(name)))
        return []
    }

    /// Asks the engine for something and says so.
    mutating func run(_ errand: Errand, deed: String) -> [ConsoleEffect] {
        let token = newToken()
        errands[token] = deed
        say("\(deed) …")
        return [.command(token: token, errand)]
    }
}
