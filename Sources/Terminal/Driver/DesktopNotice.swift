/// A notice that the terminal shows outside of its window (OSC 9, which iTerm2 began and others have too).
enum DesktopNotice {
    /// The most columns of its text.
    static let longest = 160

    /// The bytes of a notice; text from outside can't end it or begin another command.
    ///
    /// - Parameter isInTmux: whether tmux stands between; it hands the bytes on where `allow-passthrough` is on.
    static func bytes(_ text: String, isInTmux: Bool) -> [UInt8] {
        // A number and a semicolon at the beginning would be a command of another kind (ConEmu's).
        let command = "\u{1B}]9;Tallyward: \(TerminalText.line(text, longest: longest))\u{07}"
        guard isInTmux else { return Array(command.utf8) }
        return Array("\u{1B}Ptmux;\(command.replacing("\u{1B}", with: "\u{1B}\u{1B}"))\u{1B}\\".utf8)
    }
}

/// Text that goes to the terminal beside the frame.
enum TerminalText {
    /// One line of what a text would look like on a surface: no control bytes, and no more columns than that.
    static func line(_ text: String, longest: Int) -> String {
        var safe = Surface(width: longest, height: 1)
        safe.put(text, at: Point(0, 0))
        return String(safe.text.reversed().drop { $0 == " " }.reversed())
    }
}
