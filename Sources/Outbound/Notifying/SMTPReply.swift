import NIOCore

/// What a mail server answers (RFC 5321 §4.2): a code of three digits and lines of text.
struct SMTPReply: Sendable, Hashable {
    /// The code: 2xx done, 3xx go on, 4xx not now, 5xx not so.
    var code: Int
    /// The text of each line.
    var lines: [String]
}

/// Bytes of a mail server that are no replies, or too many.
struct SMTPGarbage: Error {}

/// Puts lines together to replies: `250-…` goes on, `250 …` ends one.
struct SMTPReplyReader {
    /// The longest line that is read; RFC 5321 §4.5.3.1.5 allows 512.
    static let longestLine = 2048
    /// The most lines of one reply.
    static let mostLines = 100

    private var line: [UInt8] = []
    private var reply: SMTPReply?

    /// Whether a reply has begun and not ended.
    var isWithin: Bool { !line.isEmpty || reply != nil }

    /// The replies that end in these bytes.
    mutating func read(_ bytes: some Sequence<UInt8>) throws(SMTPGarbage) -> [SMTPReply] {
        var replies: [SMTPReply] = []
        for byte in bytes {
            guard byte == 0x0A else {
                line.append(byte)
                guard line.count <= Self.longestLine else { throw SMTPGarbage() }
                continue
            }
            if line.last == 0x0D { line.removeLast() }
            if let whole = try take() { replies.append(whole) }
        }
        return replies
    }

    private mutating func take() throws(SMTPGarbage) -> SMTPReply? {
        let line = line
        self.line = []
        let digits = line.prefix(3)
        guard digits.count == 3, digits.allSatisfy({ (0x30...0x39).contains($0) }),
            let code = Int(String(decoding: digits, as: UTF8.self)), (200...599).contains(code)
        else { throw SMTPGarbage() }
        let separator = line.count > 3 ? line[3] : 0x20
        guard separator == 0x20 || separator == 0x2D else { throw SMTPGarbage() }
        var reply = self.reply ?? SMTPReply(code: code, lines: [])
        guard reply.code == code, reply.lines.count < Self.mostLines else { throw SMTPGarbage() }
        reply.lines.append(String(decoding: line.dropFirst(4), as: UTF8.self))
        self.reply = separator == 0x2D ? reply : nil
        return separator == 0x2D ? nil : reply
    }
}
