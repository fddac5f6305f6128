import Foundation
import Glibc
import Terminal

/// What is to be said of the terminal and the themes.
struct TerminalDiagnosis {
    var environment: [String: String]
    /// Whether standard output is a terminal.
    var isTerminal: Bool
    /// The character set of the locale.
    var characterSet: String
    var themes: ThemeStore

    /// The terminal of this process.
    static func current(themes: ThemeStore) -> TerminalDiagnosis {
        unsafe setlocale(LC_CTYPE, "")
        let name = unsafe nl_langinfo(Int32(CODESET))
        let characterSet = unsafe name.map { unsafe String(cString: $0) } ?? ""
        return TerminalDiagnosis(
            environment: ProcessInfo.processInfo.environment, isTerminal: isatty(STDOUT_FILENO) == 1,
            characterSet: characterSet, themes: themes)
    }

    /// All of it.
    var findings: [Finding] { (isTerminal ? [type, colors, characters] : [none]) + looks }

    private var none: Finding {
        Finding("terminal", .fine, "This is no terminal; the console needs one, the commands don't.")
    }

    private var name: String { environment["TERM"] ?? "" }

    private var type: Finding {
        if name.isEmpty { return Finding("terminal", .problem, "TERM isn't set: set it to your terminal's type.") }
        guard description != nil else {
            return Finding(
                "terminal", .warning,
                "TERM=\(name) is unknown on this machine: install ncurses-term, or set TERM to xterm-256color.")
        }
        return Finding("terminal", .fine, "TERM=\(name) is known.")
    }

    private var colors: Finding {
        let count = description.flatMap(TerminfoColors.count) ?? 0
        if count >= 256 { return Finding("colors", .fine, "\(count) colors.") }
        return Finding(
            "colors", .warning,
            "TERM=\(name) has \(max(0, count)) colors; themes look as they should with 256: set TERM to one that has.")
    }

    private var characters: Finding {
        guard characterSet.uppercased() != "UTF-8" else { return Finding("locale", .fine, "The locale is UTF-8.") }
        return Finding(
            "locale", .warning,
            "The locale's character set is \(characterSet): set LANG to C.UTF-8, or lines and bars are drawn in ASCII.")
    }

    private var looks: [Finding] {
        var findings: [Finding] = []
        for name in themes.names {
            do throws(ThemeError) { _ = try themes.theme(named: name) } catch {
                findings.append(Finding("themes", .problem, "The theme \(name) can't be used: \(error)"))
            }
        }
        if let wanted = environment["TALLYWARD_THEME"], !themes.names.contains(wanted) {
            findings.append(
                Finding("themes", .warning, "TALLYWARD_THEME names \(wanted), which isn't there: name another."))
        }
        guard findings.isEmpty else { return findings }
        return [Finding("themes", .fine, "\(themes.names.count) themes: \(themes.names.joined(separator: ", ")).")]
    }

    /// The compiled description of the terminal.
    private var description: Data? {
        guard let first = name.unicodeScalars.first, !name.contains("/") else { return nil }
        let own = environment["HOME"].map { $0 + "/.terminfo" }
        let folders = [environment["TERMINFO"], own, "/etc/terminfo", "/lib/terminfo", "/usr/share/terminfo"]
        let letters = [String(first), String(first.value, radix: 16)]
        return folders.compactMap(\.self).lazy
            .flatMap { folder in letters.lazy.map { "\(folder)/\($0)/\(name)" } }
            .compactMap { FileManager.default.contents(atPath: $0) }
            .first
    }
}

/// Reads how many colors a compiled terminal description names (term(5)).
enum TerminfoColors {
    /// The place of `max_colors` among the numbers.
    private static let place = 13

    /// How many; `nil` where the description doesn't say.
    static func count(_ data: Data) -> Int? {
        let bytes = [UInt8](data)
        func short(_ offset: Int) -> Int? {
            guard offset + 1 < bytes.count else { return nil }
            return Int(bytes[offset]) | Int(bytes[offset + 1]) << 8
        }
        guard let magic = short(0), let names = short(2), let flags = short(4), let numbers = short(6), numbers > place
        else { return nil }
        let width = magic == 0o1036 ? 4 : 2
        let start = 12 + names + flags + (names + flags) % 2 + place * width
        guard let low = short(start) else { return nil }
        let high = width == 4 ? short(start + 2) ?? 0 : 0
        let value = low | high << 16
        // All bits set: not there.
        return value == (width == 4 ? 0xFFFF_FFFF : 0xFFFF) ? nil : value
    }
}
