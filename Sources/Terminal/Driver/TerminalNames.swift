/// Which terminal type to take when the environment's is unknown here.
enum TerminalNames {
    private static let likeXterm = [
        "xterm", "alacritty", "foot", "kitty", "ghostty", "konsole", "gnome", "vte", "wezterm", "iterm", "rio",
        "contour", "mintty", "putty", "st-", "ms-terminal", "rxvt",
    ]
    private static let likeScreen = ["tmux", "screen"]

    /// The type that has every colour, where the terminal says that it shows them (`COLORTERM`).
    static func direct(for name: String, colorTerm: String?) -> String? {
        let folded = name.lowercased()
        guard let colorTerm, ["truecolor", "24bit"].contains(colorTerm.lowercased()), !folded.hasSuffix("-direct"),
            (likeXterm + ["tmux"]).contains(where: folded.hasPrefix), let family = name.split(separator: "-").first
        else { return nil }
        return "\(family)-direct"
    }

    /// The types to try in order: with every colour where that can be, then the environment's own.
    static func candidates(for name: String, colorTerm: String? = nil) -> [String] {
        let folded = name.lowercased()
        var found = [direct(for: name, colorTerm: colorTerm), name.isEmpty ? nil : name].compactMap(\.self)
        if likeXterm.contains(where: folded.hasPrefix) {
            found += ["xterm-256color", "xterm"]
        } else if likeScreen.contains(where: folded.hasPrefix) {
            found += ["screen-256color", "screen"]
        }
        return found + ["vt100", "linux", "ansi"]
    }

    /// What to tell the user when `used` stands in for `name`.
    static func notice(for name: String, used: String, colorTerm: String? = nil) -> String? {
        guard name != used, used != direct(for: name, colorTerm: colorTerm) else { return nil }
        let known = name.isEmpty ? "TERM is not set" : "TERM=\(name) is unknown on this machine"
        return "\(known); using \(used). Set TERM to your terminal's type, or install ncurses-term."
    }
}
