import SyncModel
import Terminal

extension ConsoleModel {
    /// Takes one key.
    mutating func press(_ key: Key) -> [ConsoleEffect] {
        if ConsoleAction.redraw.keys.contains(key) { return [.terminal(.redraw)] }
        if FrameLayout(size, hasCoach: false).isTooSmall {
            return [.character("q"), .character("Q"), .control("c")].contains(key) ? [.terminal(.quit)] : []
        }
        if overlay != nil { return pressInOverlay(key) }
        if let effects = pressInText(key) { return effects }
        if let effects = pressInFix(key) { return effects }
        if let effects = scroll(key) { return effects }
        let here = place.actions + Place.everywhere
        guard let action = here.first(where: { $0.keys.contains(key) }) else {
            if let elsewhere = ConsoleAction.allCases.first(where: { $0.keys.contains(key) && $0.right != nil }) {
                say("\(key) (\(elsewhere.label)) does nothing here. ? shows what can be done.")
            }
            return []
        }
        return perform(action)
    }

    /// Takes text that was pasted: only where text is being entered.
    mutating func type(_ event: InputEvent) -> [ConsoleEffect] {
        if overlay != nil { return typeInOverlay(event) }
        switch layers.last {
        case .mapItem(var screen):
            guard screen.find.handle(event) else { return [] }
            screen.isFinding = true
            setTop(.mapItem(screen))
            return search()
        case .fixUnit(var screen):
            guard screen.isEnteringFactor, screen.factor.handle(event) else { return [] }
            setTop(.fixUnit(screen))
            return previewFix()
        case .mapLocation(var screen):
            guard screen.inputs[screen.focus.rawValue].handle(event) else { return [] }
            setTop(.mapLocation(screen))
            return previewFix()
        case .exception, .message: return []
        case nil: return typeInFilter(event) ?? []
        }
    }

    /// Keys while a filter is open.
    private mutating func pressInText(_ key: Key) -> [ConsoleEffect]? {
        guard layers.isEmpty else { return nil }
        let isFiltering =
            root == .queue ? queueScreen.isFiltering : root == .messages ? messagesScreen.isFiltering : false
        guard isFiltering else { return nil }
        switch key {
        case .escape:
            setFilter(TextInput(limit: 60), isOpen: false)
            return []
        case .enter:
            setFiltering(false)
            return []
        case .up, .down, .pageUp, .pageDown: return nil
        default: return typeInFilter(.key(key)) ?? []
        }
    }

    private mutating func typeInFilter(_ event: InputEvent) -> [ConsoleEffect]? {
        switch root {
        case .queue where queueScreen.isFiltering:
            guard queueScreen.filter.handle(event) else { return nil }
            queueScreen.narrow()
        case .messages where messagesScreen.isFiltering:
            guard messagesScreen.filter.handle(event) else { return nil }
            messagesScreen.narrow()
        default: return nil
        }
        return []
    }

    /// Sets the filter of the list on screen and whether the keyboard is in it.
    mutating func setFilter(_ filter: TextInput, isOpen: Bool) {
        if root == .queue {
            queueScreen.filter = filter
            queueScreen.narrow()
        } else {
            messagesScreen.filter = filter
            messagesScreen.narrow()
        }
        setFiltering(isOpen)
    }

    mutating func setFiltering(_ isOpen: Bool) {
        if root == .queue { queueScreen.isFiltering = isOpen } else { messagesScreen.isFiltering = isOpen }
    }

    /// Keys that move in what is on screen.
    private mutating func scroll(_ key: Key) -> [ConsoleEffect]? {
        guard let move = ListMove(key) else { return nil }
        switch layers.last {
        case .exception(var screen):
            screen.offset = scrolled(screen.offset, move)
            setTop(.exception(screen))
        case .message(var screen):
            screen.offset = scrolled(screen.offset, move)
            setTop(.message(screen))
        case .mapItem, .fixUnit, .mapLocation: return nil
        case nil:
            switch root {
            case .overview: overviewScreen.cursor.apply(move, page: pageRows)
            case .queue: queueScreen.move(move, page: pageRows)
            case .messages: messagesScreen.move(move, page: pageRows)
            case .endpoints: endpointsScreen.cursor.apply(move, page: pageRows)
            }
        }
        return []
    }

    /// Where a page of lines is scrolled to, never beyond its last line.
    private func scrolled(_ offset: Int, _ move: ListMove) -> Int {
        let body = FrameLayout(size, hasCoach: coachLine != nil).body
        let lines =
            switch layers.last {
            case .exception(let screen): ExceptionLines(self, screen, width: body.width).height
            case .message(let screen): MessageLines(self, screen).lines.count
            default: 0
            }
        let last = max(0, lines - body.height)
        switch move {
        case .start: return 0
        case .end: return last
        default: return max(0, min(last, min(last, offset) + (move.step(page: body.height) ?? 0)))
        }
    }
}
