/// Words of another system, made safe to keep and to show: bounded, one line, no control or invisible characters.
///
/// Whatever follows an opening brace, bracket or tag is cut off: that is where servers echo the request they refuse.
enum RemoteText {
    /// The most characters that are kept.
    static let limit = 300

    /// The safe part of `text`; empty where nothing is left.
    static func clean(_ text: String, limit: Int = limit) -> String {
        var words = ""
        var length = 0
        var pendingSpace = false
        for scalar in text.unicodeScalars {
            if scalar == "{" || scalar == "[" || scalar == "<" { break }
            if isInvisible(scalar) {
                pendingSpace = !words.isEmpty
                continue
            }
            guard length < limit else { return words + "…" }
            if pendingSpace {
                words.unicodeScalars.append(" ")
                length += 1
                pendingSpace = false
            }
            words.unicodeScalars.append(scalar)
            length += 1
        }
        return words
    }

    /// The safe part of a body that is plain text; what isn't UTF-8 becomes U+FFFD.
    static func clean(_ body: [UInt8]) -> String {
        // A character takes at most four bytes, so more can't be needed.
        clean(String(decoding: body.prefix(4 * limit + 4), as: UTF8.self))
    }

    /// A code of another system as a name for metrics and causes: letters, digits and `-_.:/` only, at most 48.
    static func code(_ text: String) -> String {
        let safe = text.utf8.lazy.filter { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D...0x2F, 0x3A, 0x5F: true
            default: false
            }
        }
        return String(decoding: Array(safe.prefix(48)), as: UTF8.self)
    }

    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .spaceSeparator, .surrogate, .privateUse,
            .unassigned:
            true
        default: false
        }
    }
}
