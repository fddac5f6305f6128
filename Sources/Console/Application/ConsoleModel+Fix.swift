import Control
import SyncModel
import SyncStore
import Terminal

extension ConsoleModel {
    /// Opens the screen that mends the cause under the cursor.
    mutating func openFix(_ action: ConsoleAction) -> [ConsoleEffect] {
        guard let target else { return [] }
        switch action {
        case .map: layers.append(.mapItem(MapItemScreen(target)))
        case .unit: layers.append(.fixUnit(FixUnitScreen(target)))
        default: layers.append(.mapLocation(MapLocationScreen(target)))
        }
        return file(of: target.key).map { begin(with: $0) } ?? []
    }

    /// Takes the case that a screen waits for.
    mutating func take(_ file: CaseFile) -> [ConsoleEffect] {
        guard file.key == interest.exception else { return [] }
        caseFile = file
        return begin(with: file)
    }

    /// Asks what a fix screen needs once its case is known.
    private mutating func begin(with file: CaseFile) -> [ConsoleEffect] {
        guard file.detail != nil else { return [] }
        switch layers.last {
        case .mapItem(let screen) where screen.candidates == nil && screen.searchToken == 0: return search()
        case .fixUnit(var screen) where screen.choices == nil:
            screen.adopt(file)
            setTop(.fixUnit(screen))
            return previewFix()
        case .mapLocation(var screen) where !screen.isFilled:
            screen.adopt(file)
            setTop(.mapLocation(screen))
            return previewFix()
        default: return []
        }
    }

    /// Looks for items: those the sender's item may be, or those the find line asks for.
    mutating func search() -> [ConsoleEffect] {
        guard case .mapItem(var screen) = layers.last, let file = file(of: screen.key) else { return [] }
        let words = screen.find.text.split(separator: " ").joined(separator: " ")
        let token = newToken()
        screen.searchToken = token
        setTop(.mapItem(screen))
        return [
            .find(token: token, words.isEmpty ? .candidates(MapItemScreen.query(file, screen.target)) : .words(words))
        ]
    }

    mutating func take(_ candidates: [Candidate], token: Int, ofItems count: Int) -> [ConsoleEffect] {
        guard case .mapItem(var screen) = layers.last, screen.searchToken == token else { return [] }
        screen.candidates = candidates
        screen.ofItems = count
        screen.selection = 0
        screen.preview = .none
        if screen.isArmed, (candidates.first?.score ?? 0) < MapItemScreen.clearScore {
            screen.isArmed = false
            say("Look first: no item fits clearly. Enter maps the one under the cursor.", .statusWarning)
        }
        setTop(.mapItem(screen))
        return previewFix()
    }

    /// Asks what the fix as chosen now would do.
    mutating func previewFix() -> [ConsoleEffect] {
        guard let (fix, cause) = chosenFix else {
            setPreview(.none)
            return []
        }
        let token = newToken()
        setPreview(.asked(token: token))
        return [.preview(token: token, fix, cause: cause)]
    }

    /// The fix that the screen on top stands for now.
    var chosenFix: (fix: Fix, cause: String)? {
        let chosen: (Fix?, String)? =
            switch layers.last {
            case .mapItem(let screen): file(of: screen.key).map { (screen.fix($0), screen.target.cause) }
            case .fixUnit(let screen): file(of: screen.key).map { (screen.fix($0), screen.target.cause) }
            case .mapLocation(let screen): file(of: screen.key).map { (screen.fix($0), screen.target.cause) }
            default: nil
            }
        guard let chosen, let fix = chosen.0 else { return nil }
        return (fix, chosen.1)
    }

    private mutating func setPreview(_ preview: FixPreviewState) {
        switch layers.last {
        case .mapItem(var screen):
            screen.preview = preview
            setTop(.mapItem(screen))
        case .fixUnit(var screen):
            screen.preview = preview
            setTop(.fixUnit(screen))
        case .mapLocation(var screen):
            screen.preview = preview
            setTop(.mapLocation(screen))
        default: break
        }
    }

    private mutating func setArmed(_ isArmed: Bool) {
        switch layers.last {
        case .mapItem(var screen):
            screen.isArmed = isArmed
            setTop(.mapItem(screen))
        case .fixUnit(var screen):
            screen.isArmed = isArmed
            setTop(.fixUnit(screen))
        case .mapLocation(var screen):
            screen.isArmed = isArmed
            setTop(.mapLocation(screen))
        default: break
        }
    }

    /// The preview of the screen on top, and whether an Enter waits for it.
    private var previewed: (preview: FixPreviewState, isArmed: Bool)? {
        switch layers.last {
        case .mapItem(let screen): (screen.preview, screen.isArmed)
        case .fixUnit(let screen): (screen.preview, screen.isArmed)
        case .mapLocation(let screen): (screen.preview, screen.isArmed)
        default: nil
        }
    }

    mutating func takePreview(_ reply: Reply, token: Int) -> [ConsoleEffect] {
        guard let previewed else { return [] }
        var preview = previewed.preview
        guard preview.adopt(reply, token: token) else { return [] }
        setPreview(preview)
        guard previewed.isArmed else { return [] }
        setArmed(false)
        return apply()
    }

    /// Enter: applies what is chosen and shown. Pressed before the preview is there, it is kept until it is.
    mutating func apply() -> [ConsoleEffect] {
        guard let target, let previewed else { return [] }
        guard let (fix, cause) = chosenFix else { return sayObstacle() }
        switch previewed.preview {
        case .none, .asked:
            setArmed(true)
            say("Working out what it releases; then it is done. Esc takes it back.")
            return []
        case .refused(let sentence):
            say(sentence, .statusWarning)
            return []
        case .known: break
        }
        let token = newToken()
        errands[token] = fix.summary
        releases[token] = Release(deed: fix.summary, since: now)
        say("\(fix.summary) …")
        layers = []
        hasFixed = true
        queueScreen.leave(cause: target.cause)
        return [.command(token: token, .fix(fix, cause: cause))]
    }

    private mutating func sayObstacle() -> [ConsoleEffect] {
        switch layers.last {
        case .mapItem(let screen) where screen.candidates == nil:
            setArmed(true)
            say("Looking for the item; a clear match is taken. Esc takes it back.")
        case .mapItem: say("No item is chosen. Type words to search for.", .statusWarning)
        case .fixUnit(let screen):
            let obstacle = file(of: screen.key).map { screen.obstacle($0) } ?? "The exception is still being read."
            say(obstacle ?? "The message names no source.", .statusWarning)
        case .mapLocation(let screen):
            let obstacle = file(of: screen.key).map { screen.obstacle($0) } ?? "The exception is still being read."
            say(obstacle ?? "The message names no source.", .statusWarning)
        default: break
        }
        return []
    }
}
