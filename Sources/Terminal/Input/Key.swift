/// A key as pressed, with the modifiers that terminals can tell.
public enum Key: Hashable, Sendable {
    /// A character that was typed; capitals are characters of their own.
    case character(Character)
    /// Ctrl with a letter (lower case) or with one of `@ [ \ ] ^ _`.
    case control(Character)
    /// Alt (or Esc first) with a character.
    case alt(Character)
    /// A function key, from 1.
    case function(Int)
    /// The Enter key.
    case enter
    /// The Escape key alone.
    case escape
    /// The Tab key.
    case tab
    /// Shift-Tab.
    case backTab
    /// Deletes to the left.
    case backspace
    /// Deletes under the cursor.
    case delete
    /// The Insert key.
    case insert
    /// Arrow up.
    case up
    /// Arrow down.
    case down
    /// Arrow left.
    case left
    /// Arrow right.
    case right
    /// Shift with arrow up.
    case shiftUp
    /// Shift with arrow down.
    case shiftDown
    /// Shift with arrow left.
    case shiftLeft
    /// Shift with arrow right.
    case shiftRight
    /// To the start.
    case home
    /// To the end.
    case end
    /// A page up.
    case pageUp
    /// A page down.
    case pageDown

    /// The space bar.
    public static let space = Key.character(" ")
}

/// How a key is written in help texts and key-binding files: `Enter`, `F3`, `Ctrl-L`, `Alt-x`, `PgDn`, `m`.
extension Key: CustomStringConvertible {
    private static let named: [(Key, String)] = [
        (.enter, "Enter"), (.escape, "Esc"), (.tab, "Tab"), (.backTab, "Shift-Tab"), (.backspace, "Backspace"),
        (.delete, "Del"), (.insert, "Ins"), (.up, "Up"), (.down, "Down"), (.left, "Left"), (.right, "Right"),
        (.shiftUp, "Shift-Up"), (.shiftDown, "Shift-Down"), (.shiftLeft, "Shift-Left"),
        (.shiftRight, "Shift-Right"), (.home, "Home"), (.end, "End"), (.pageUp, "PgUp"), (.pageDown, "PgDn"),
        (.space, "Space"),
    ]
    private static let names = Dictionary(uniqueKeysWithValues: named)
    private static let keys = Dictionary(uniqueKeysWithValues: named.map { ($1.lowercased(), $0) })

    /// The name.
    public var description: String {
        if let name = Key.names[self] { return name }
        return switch self {
        case .character(let character): String(character)
        case .control(let character): "Ctrl-\(character.uppercased())"
        case .alt(let character): "Alt-\(character)"
        case .function(let number): "F\(number)"
        default: ""
        }
    }

    /// The key with this name, whatever the case of its words; nil if no key is called so.
    public init?(name: String) {
        let folded = name.lowercased()
        if name.count == 1, let character = name.first {
            self = .character(character)
        } else if let key = Key.keys[folded] {
            self = key
        } else if folded.hasPrefix("f"), let number = Int(folded.dropFirst()), (1...24).contains(number) {
            self = .function(number)
        } else if folded.hasPrefix("ctrl-"), folded.count == 6, let character = folded.last {
            self = .control(character)
        } else if folded.hasPrefix("alt-"), name.count == 5, let character = name.last {
            self = .alt(character)
        } else {
            return nil
        }
    }
}
