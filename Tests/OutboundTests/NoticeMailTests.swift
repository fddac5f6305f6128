import Foundation
import SyncEngine
import SyncModel
import Testing

@testable import Outbound

struct NoticeMailTests {
    private func lines(_ announcement: Announcement) -> [String] {
        String(decoding: NoticeMail(announcement, server: Announcements.server()).bytes, as: UTF8.self)
            .components(separatedBy: "\r\n")
    }

    @Test("the headers say when, from whom, to whom and about what, and which mails belong together")
    func headers() {
        let lines = lines(Announcements.announcement(.worse))
        #expect(
            lines.prefix(10) == [
                "Date: Sun, 22 Nov 2026 08:14:22 +0000", "Message-ID: <tallyward-c0ffee-7@example.org>",
                "References: <tallyward-c0ffee.notice-3@example.org>", "From: Tallyward <tallyward@example.org>",
                "To: or@example.org", "Subject: Do not re-key: erp-inventory, worse (Mercy Valley Hospital)",
                "Auto-Submitted: auto-generated", "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8",
                "Content-Transfer-Encoding: 7bit",
            ])
        #expect(lines[10] == "")
    }

    @Test(
        "the day of the week is right",
        arguments: [
            (1970, 1, 1, "Thu, 1 Jan 1970 00:00:00 +0000"), (2024, 2, 29, "Thu, 29 Feb 2024 00:00:00 +0000"),
            (2026, 12, 31, "Thu, 31 Dec 2026 00:00:00 +0000"), (2027, 1, 3, "Sun, 3 Jan 2027 00:00:00 +0000"),
        ])
    func dates(year: Int, month: Int, day: Int, text: String) {
        #expect(NoticeMail.date(UTCTime(year: year, month: month, day: day)) == text)
    }

    @Test("nothing that is told can become a header or end one")
    func injection() {
        let evil = "X\r\nBcc: all@example.org\r\n\r\n.\r\nMAIL FROM:<y@z>\u{2028}Z\u{0}"
        let all = lines(Announcements.announcement(text: evil, site: evil))
        #expect(!all.contains { $0.hasPrefix("Bcc") || $0.hasPrefix("MAIL") || $0 == "." })
        #expect(all.firstIndex(of: "") ?? 0 >= 10)
        #expect(!all.contains { $0.utf8.contains { $0 < 0x20 } })
    }

    @Test("texts beyond ASCII are encoded, characters whole, no line longer than it may be")
    func unicode() throws {
        let site = "Städtisches Klinikum Überlingen " + String(repeating: "🏥", count: 30)
        let all = lines(Announcements.announcement(text: "Nicht nacherfassen: größer.", site: site))
        #expect(all.allSatisfy { $0.utf8.count <= 998 && $0.utf8.allSatisfy { $0 < 0x80 } })
        let start = try #require(all.firstIndex { $0.hasPrefix("Subject: ") })
        let end = try #require(all[(start + 1)...].firstIndex { !$0.hasPrefix(" ") })
        var subject = ""
        for line in all[start..<end] {
            #expect(line.utf8.count <= 84)
            let word = line.drop { $0 == " " }.replacingOccurrences(of: "Subject: ", with: "")
            #expect(word.hasPrefix("=?UTF-8?B?") && word.hasSuffix("?=") && word.utf8.count <= 75)
            let data = try #require(Data(base64Encoded: String(word.dropFirst(10).dropLast(2))))
            subject += try #require(String(data: data, encoding: .utf8))
        }
        #expect(subject == "Do not re-key: erp-inventory (\(site))")
        #expect(all.contains("Content-Transfer-Encoding: base64"))
        let body = try #require(all.firstIndex(of: ""))
        let data = try #require(Data(base64Encoded: all[(body + 1)...].joined()))
        #expect(String(decoding: data, as: UTF8.self).hasPrefix("Nicht nacherfassen: größer.\r\n"))
    }

    @Test("long sentences are broken between words")
    func wrapped() {
        let text = NoticeMail.lines(of: String(repeating: "abcdefg ", count: 40))
        #expect(text.components(separatedBy: "\r\n").allSatisfy { $0.count <= 76 })
        #expect(text.hasSuffix("\r\n"))
    }

    @Test(
        "a dot that begins a line is doubled, and the lone dot ends the mail",
        arguments: [
            ("a\r\n.b\r\n..\r\n", "a\r\n..b\r\n...\r\n.\r\n"), (".", "..\r\n.\r\n"), ("a.b\r\n", "a.b\r\n.\r\n"),
            ("", ".\r\n"),
        ])
    func dots(mail: String, sent: String) {
        #expect(String(decoding: SMTPDialogue.dotted(Array(mail.utf8)), as: UTF8.self) == sent)
    }

    @Test("replies are read however the bytes are cut")
    func replies() throws {
        let bytes = Array("220-a\r\n220 b\r\n250 c\n354\r\n".utf8)
        for cut in 0...bytes.count {
            var reader = SMTPReplyReader()
            let replies = try reader.read(bytes[..<cut]) + reader.read(bytes[cut...])
            #expect(
                replies == [
                    SMTPReply(code: 220, lines: ["a", "b"]), SMTPReply(code: 250, lines: ["c"]),
                    SMTPReply(code: 354, lines: [""]),
                ])
            #expect(!reader.isWithin)
        }
    }

    @Test("a line or a reply without end is given up")
    func bounded() {
        var reader = SMTPReplyReader()
        #expect(throws: SMTPGarbage.self) { try reader.read([UInt8](repeating: 0x41, count: 5000)) }
        var other = SMTPReplyReader()
        #expect(throws: SMTPGarbage.self) {
            try other.read(Array(String(repeating: "250-x\r\n", count: 200).utf8))
        }
    }
}
