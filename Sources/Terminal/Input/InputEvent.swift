/// What comes from the terminal.
public enum InputEvent: Hashable, Sendable {
    /// A key was pressed.
    case key(Key)
    /// Text was pasted. It is data, never a sequence of keys.
    case paste(String)
    /// The mouse did something.
    case mouse(MouseEvent)
    /// The terminal has a new extent.
    case resize(Size)
    /// The terminal's window gained or lost the keyboard.
    case focus(Bool)
}

/// One action with the mouse.
public struct MouseEvent: Hashable, Sendable {
    /// What was done.
    public enum Action: Hashable, Sendable {
        /// The left button was pressed.
        case press
        /// The left button was pressed twice.
        case doublePress
        /// The wheel turned away from the user.
        case wheelUp
        /// The wheel turned towards the user.
        case wheelDown
    }

    /// What was done.
    public var action: Action
    /// The cell under the pointer.
    public var point: Point

    /// An action at a cell.
    public init(_ action: Action, at point: Point) {
        self.action = action
        self.point = point
    }
}
