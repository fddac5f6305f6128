/// What ncurses reads: a character, or a sequence it knows as a key.
enum InputSymbol: Hashable, Sendable {
    case character(UInt32)
    case key(Key)
    case mouse(MouseEvent)
    case pasteBegin
    case pasteEnd
    case focus(Bool)
}

/// Makes events of what ncurses reads: pastes, Alt, and sequences that ncurses does not know, which must not be taken
/// for typed characters.
struct InputAssembler {
    private enum State: Hashable {
        case ground
        case escape
        /// In a control sequence; its final character ends it.
        case control(parameters: Int)
        /// After ESC O: one more character.
        case single
        /// In a string that a terminal sends as an answer.
        case string
    }

    /// The most characters of one paste that are kept.
    static let pasteLimit = 1 << 20
    /// A paste that has not ended after this long without input has lost its end.
    static let pastePatience = Duration.seconds(2)
    /// A sequence can arrive in pieces: this soon after a lone Escape, `[` still belongs to it.
    static let sequencePatience = Duration.milliseconds(300)

    private var state = State.ground
    private var paste: String.UnicodeScalarView?
    private var lastInput: Duration = .zero
    private var loneEscape: Duration?
    /// What was typed, should what seems to begin a sequence turn out to be all there is: `Alt-P`, or `[` after Escape.
    private var opener: InputEvent?
    private var events: [InputEvent] = []

    /// The events in one batch of symbols: all that could be read without waiting at the time `now`.
    mutating func events(from symbols: [InputSymbol], at now: Duration) -> [InputEvent] {
        events = []
        expire(at: now)
        if symbols.isEmpty {
            if paste != nil, now - lastInput > InputAssembler.pastePatience { endPaste() }
            return events
        }
        lastInput = now
        for symbol in symbols { take(symbol, at: now) }
        if state == .escape {
            state = .ground
            loneEscape = now
            events.append(.key(.escape))
        }
        return events
    }

    /// Gives up a sequence that nothing has followed in time: a key that only looked like the beginning of an answer
    /// must not swallow all others.
    private mutating func expire(at now: Duration) {
        guard state != .ground, now - lastInput >= InputAssembler.sequencePatience else { return }
        state = .ground
        if let opener { events.append(opener) }
        opener = nil
    }

    private mutating func take(_ symbol: InputSymbol, at now: Duration) {
        if paste != nil {
            takePasted(symbol)
            return
        }
        switch symbol {
        case .character(let value): take(value, at: now)
        case .key(let key):
            if state == .escape { events.append(.key(.escape)) }
            state = .ground
            events.append(.key(key))
        case .mouse(let event): events.append(.mouse(event))
        case .pasteBegin: paste = String.UnicodeScalarView()
        case .pasteEnd: break
        case .focus(let isFocused): events.append(.focus(isFocused))
        }
    }

    private mutating func take(_ value: UInt32, at now: Duration) {
        opener = nil
        switch state {
        case .ground:
            if value == 0x1B {
                state = .escape
            } else if value == 0x5B || value == 0x4F, let since = loneEscape,
                now - since < InputAssembler.sequencePatience
            {
                state = value == 0x5B ? .control(parameters: 0) : .single
                opener = character(value).map { .key(.character($0)) }
            } else {
                append(value)
            }
            loneEscape = nil
        case .escape: takeAfterEscape(value)
        case .control(let parameters): takeControl(value, parameters: parameters)
        case .single:
            state = .ground
            if let key = InputAssembler.singleKeys[value] { events.append(.key(key)) }
        case .string:
            if value == 0x07 || value == 0x5C {
                state = .ground
            } else if value < 0x20, value != 0x1B {
                // No answer has a control character in it: that was a key.
                state = .ground
                append(value)
            }
        }
    }

    private mutating func takeAfterEscape(_ value: UInt32) {
        state = .ground
        opener = character(value).map { .key(.alt($0)) }
        switch value {
        case 0x1B:
            events.append(.key(.escape))
            state = .escape
        case 0x5B: state = .control(parameters: 0)
        case 0x4F: state = .single
        case 0x50, 0x5D, 0x5E, 0x5F: state = .string
        default:
            if let character = character(value) { events.append(.key(.alt(character))) }
        }
    }

    private mutating func takeControl(_ value: UInt32, parameters: Int) {
        if (0x20..<0x40).contains(value), parameters < 32 {
            state = .control(parameters: parameters + 1)
            return
        }
        state = .ground
        guard parameters == 0 else { return }
        if let key = InputAssembler.controlKeys[value] { events.append(.key(key)) }
    }

    private static let controlKeys: [UInt32: Key] = [
        0x41: .up, 0x42: .down, 0x43: .right, 0x44: .left, 0x46: .end, 0x48: .home,
    ]
    /// What may follow ESC O, which is how most terminals send arrows to a program in their keypad mode.
    private static let singleKeys = controlKeys.merging([
        0x50: .function(1), 0x51: .function(2), 0x52: .function(3), 0x53: .function(4), 0x4D: .enter,
    ]) { key, _ in key }

    private mutating func append(_ value: UInt32) {
        switch value {
        case 0x0D, 0x0A: events.append(.key(.enter))
        case 0x09: events.append(.key(.tab))
        case 0x08, 0x7F: events.append(.key(.backspace))
        case 0..<0x20:
            let base: UInt32 = (1...26).contains(value) ? 0x60 : 0x40
            if let scalar = Unicode.Scalar(base + value) { events.append(.key(.control(Character(scalar)))) }
        default:
            if let character = character(value) { events.append(.key(.character(character))) }
        }
    }

    /// The character of a scalar that can be typed.
    private func character(_ value: UInt32) -> Character? {
        guard value >= 0x20, !(0x7F..<0xA0).contains(value) else { return nil }
        return Unicode.Scalar(value).map { Character($0) }
    }

    private mutating func takePasted(_ symbol: InputSymbol) {
        switch symbol {
        case .pasteEnd: endPaste()
        case .character(let value):
            let isText = value == 0x0A || value == 0x0D || value == 0x09 || character(value) != nil
            guard isText, let scalar = Unicode.Scalar(value == 0x0D ? 0x0A : value) else { return }
            if let count = paste?.count, count < InputAssembler.pasteLimit { paste?.append(scalar) }
        default: break
        }
    }

    private mutating func endPaste() {
        if let paste { events.append(.paste(String(paste))) }
        paste = nil
    }
}
