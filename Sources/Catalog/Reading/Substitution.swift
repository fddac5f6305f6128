/// What settings a text refers to as `${NAME}` or `${NAME:-what to take instead}`; `$${` stands for `${`.
enum Substitution {
    /// Why a text can't be completed.
    enum Problem: Error, Hashable {
        /// A `${` without its `}`.
        case unfinished
        /// What stands between the braces is no name.
        case badName(String)
        /// Nobody gave the setting a value, and the text names none to take instead.
        case noValue(String)

        var sentence: String {
            switch self {
            case .unfinished: "'${' has no '}' after it; close it, or write '$${' for the characters themselves"
            case .badName(let name):
                "'\(name.quotable)' is no name of a setting; write letters, digits and '_', as in ${ERP_URL}"
            case .noValue(let name):
                "the setting \(name) has no value; set it in the environment, or write ${\(name):-VALUE}"
            }
        }
    }

    /// `text` with the values of `settings` put in. An empty value counts as none, as in a shell.
    static func complete(_ text: String, with settings: [String: String]) throws(Problem) -> String {
        guard text.contains("${") else { return text }
        var result = ""
        var rest = Substring(text)
        while let dollar = rest.firstIndex(of: "$") {
            result += rest[..<dollar]
            rest = rest[dollar...]
            if rest.hasPrefix("$${") {
                result += "${"
                rest = rest.dropFirst(3)
            } else if rest.hasPrefix("${") {
                guard let end = rest.firstIndex(of: "}") else { throw .unfinished }
                result += try value(of: rest[..<end].dropFirst(2), in: settings)
                rest = rest[end...].dropFirst()
            } else {
                result += "$"
                rest = rest.dropFirst()
            }
        }
        return result + rest
    }

    private static func value(of content: Substring, in settings: [String: String]) throws(Problem) -> String {
        let separator = content.firstRange(of: ":-")
        let name = String(content[..<(separator?.lowerBound ?? content.endIndex)])
        guard let first = name.utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first),
            name.utf8.allSatisfy({ $0.isASCIILetterOrDigit || $0 == UInt8(ascii: "_") })
        else { throw .badName(name) }
        if let value = settings[name], !value.isEmpty { return value }
        guard let separator else { throw .noValue(name) }
        return String(content[separator.upperBound...])
    }
}

extension UInt8 {
    /// Whether this is an ASCII letter or digit.
    var isASCIILetterOrDigit: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"):
            true
        default: false
        }
    }
}
