/// Which terminal type to take when the environment's is unknown here.
enum TerminalNames {
    private static let likeXterm = [
        "xterm", "alacritty", "foot", "kitty", "ghostty", "konsole", "gnome", "vte", "wezterm", "iterm", "rio",
        "contour", "mintty", "putty", "st-", "ms-terminal", "rxvt",
    ]
    private static let likeScreen = ["tmux", "screen"]

    /// The types to try in order, the environment's own first.
    static func candidates(for name: String) -> [String] {
        let folded = name.lowercased()
        var found = name.isEmpty ? [] : [name]
        if likeXterm.contains(where: folded.hasPrefix) {
            found += ["xterm-256color", "xterm"]
        } else if likeScreen.contains(where: folded.hasPrefix) {
            found += ["screen-256color", "screen"]
        }
        return found + ["vt100", "linux", "ansi"]
    }

    /// What to tell the user when `used` stands in for `name`.
    static func notice(for name: String, used: String) -> String? {
        guard name != used else { return nil }
        let known = name.isEmpty ? "TERM is not set" : "TERM=\(name) is unknown on this machine"
        return "\(known); using \(used). Set TERM to your terminal's type, or install ncurses-term."
    }
}
