import Catalog
import FoundationEssentials
import SyncEngine
import SyncModel

/// An announcement as a mail (RFC 5322): plain text, UTF-8. Nothing that stands in it can become a header.
struct NoticeMail {
    private let announcement: Announcement
    private let server: NotificationTarget.MailServer

    /// The mail of an announcement, from and to whom the catalog says.
    init(_ announcement: Announcement, server: NotificationTarget.MailServer) {
        self.announcement = announcement
        self.server = server
    }

    /// The whole mail, with CRLF lines.
    var bytes: [UInt8] {
        let domain = server.from.split(separator: "@").last.map(String.init) ?? "localhost"
        // Of the id, what is the same for everything from this state.
        let state = announcement.id.split(separator: "-").dropLast().joined(separator: "-")
        let thread = "<\(state).notice-\(announcement.notice.id)@\(domain)>"
        let body = Self.lines(of: text)
        let isASCII = body.utf8.allSatisfy { $0 < 0x80 }
        let headers = [
            "Date: \(Self.date(announcement.at))",
            "Message-ID: <\(announcement.id)@\(domain)>",
            "References: \(thread)",
            "From: Tallyward <\(server.from)>",
            "To: \(server.to.joined(separator: ",\r\n "))",
            "Subject: \(Self.encodedWords(subject))",
            // Nobody's out-of-office note should come back (RFC 3834).
            "Auto-Submitted: auto-generated",
            "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: \(isASCII ? "7bit" : "base64")",
        ]
        let content = isASCII ? body : Self.base64Lines(Array(body.utf8))
        return Array((headers.joined(separator: "\r\n") + "\r\n\r\n" + content).utf8)
    }

    private var subject: String {
        let notice = announcement.notice
        let stage = announcement.environment == "production" ? "" : "[\(announcement.environment)] "
        let what =
            switch (announcement.moment, notice.cause.kind) {
            case (.end, _): "Over"
            case (_, .endpoint), (_, .storage): "Do not re-key"
            case (_, .feedSilent): "Silent"
            case (_, .feedFlood): "Flood"
            }
        let worse = announcement.moment == .worse ? ", worse" : ""
        return "\(stage)\(what): \(notice.cause.subject)\(worse) (\(announcement.site))"
    }

    private var text: String {
        let notice = announcement.notice
        var lines = [announcement.text, ""]
        lines.append("Site: \(announcement.site) (\(announcement.environment))")
        lines.append("Level: \(notice.level.rawValue)")
        lines.append("Since: \(notice.startedAt)")
        lines.append("Written: \(announcement.at)")
        lines.append("Notice: \(notice.id), the same in every mail about this")
        return lines.joined(separator: "\n")
    }

    /// Lines of at most 76 characters where words allow, with CRLF; no control characters.
    static func lines(of text: String) -> String {
        var lines: [String] = []
        for paragraph in text.split(separator: "\n", omittingEmptySubsequences: false) {
            var line = ""
            for word in paragraph.split(whereSeparator: { $0.isWhitespace }) {
                let word = printable(word)
                if !line.isEmpty, line.count + 1 + word.count > 76 {
                    lines.append(line)
                    line = ""
                }
                line += line.isEmpty ? word : " " + word
            }
            lines.append(line)
        }
        return lines.joined(separator: "\r\n") + "\r\n"
    }

    /// A text for a header: as it is where it is short ASCII, else in encoded words of at most 75 characters
    /// (RFC 2047).
    static func encodedWords(_ text: String) -> String {
        let text = printable(text[...])
        if text.utf8.count <= 60, text.utf8.allSatisfy({ $0 < 0x80 }), !text.contains("=?") { return text }
        var words: [String] = []
        var piece = ""
        // 45 bytes are 60 characters of base64, and 12 stand around them. A character is never cut in two.
        for scalar in text.unicodeScalars {
            if piece.utf8.count + String(scalar).utf8.count > 45 {
                words.append(piece)
                piece = ""
            }
            piece.unicodeScalars.append(scalar)
        }
        words.append(piece)
        return words.map { "=?UTF-8?B?\(Data($0.utf8).base64EncodedString())?=" }.joined(separator: "\r\n ")
    }

    /// A moment as RFC 5322 §3.3 writes it: `Sun, 22 Nov 2026 14:02:11 +0000`.
    static func date(_ time: UTCTime) -> String {
        let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let parts = time.date.split(separator: "-").compactMap { Int($0) }
        let day = Int(time.minute / 1440 % 7 + 7) % 7
        guard parts.count == 3 else { return "Thu, 1 Jan 1970 00:00:00 +0000" }
        return "\(days[day]), \(parts[2]) \(months[(parts[1] + 11) % 12]) \(parts[0]) \(time.time) +0000"
    }

    private static func printable(_ text: Substring) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { $0.isHarmless ? $0 : " " }))
    }

    private static func base64Lines(_ bytes: [UInt8]) -> String {
        var rest = Substring(Data(bytes).base64EncodedString())
        var lines: [Substring] = []
        while !rest.isEmpty {
            lines.append(rest.prefix(76))
            rest = rest.dropFirst(76)
        }
        return lines.joined(separator: "\r\n") + "\r\n"
    }
}

extension Unicode.Scalar {
    /// Whether it neither ends a line nor moves anything.
    fileprivate var isHarmless: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned: false
        default: true
        }
    }
}
