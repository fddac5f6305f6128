/// Cuts bytes into HL7 v2 messages, holding one at a time, and checks the counts of BTS-1 and FTS-1:
/// `[FHS] { [BHS] { MSH… } [BTS] } [FTS]` (HL7 v2.5.1 §2.10.3), or messages one after the other.
///
/// The standard lets a trailer be left out. Here what is opened has to be closed: a file that was cut short lacks its
/// trailer too. Lines end with CR, LF or both; each message is handed over with CR, as the standard wants it.
struct MessageCutter: FileCutter {
    private let limit: Int
    private var line: [UInt8] = []
    private var number = 1
    private var isAfterReturn = false
    private var message: FilePiece?
    private var separator: UInt8 = 0x7C
    private var isInFile = false
    private var isInBatch = false
    private var isOver = false
    private var messages = 0
    private var batches = 0
    /// Whether messages came outside any batch, which may be counted as one.
    private var hasLoose = false

    init(limit: Int) { self.limit = limit }

    mutating func take(_ bytes: ArraySlice<UInt8>, _ each: (FilePiece) throws -> Void) throws {
        for byte in bytes {
            let isPair = byte == 0x0A && isAfterReturn
            isAfterReturn = byte == 0x0D
            if isPair { continue }
            guard byte == 0x0D || byte == 0x0A else {
                line.append(byte)
                guard line.count + (message?.bytes.count ?? 0) > limit else { continue }
                throw FileProblem(
                    "message size", line: message?.line ?? number,
                    "The message that begins here has more than \(limit) bytes: raise 'maximum-row', or have it split.")
            }
            try endLine(each)
        }
    }

    mutating func finish(_ each: (FilePiece) throws -> Void) throws {
        try endLine(each)
        try endMessage(each)
        guard !isInFile, !isInBatch else {
            let (header, trailer) = isInBatch ? ("BHS", "BTS") : ("FHS", "FTS")
            throw FileProblem(
                "envelope", "It has a \(header) without its \(trailer), as a file that was cut short: send it again.")
        }
    }

    private mutating func endLine(_ each: (FilePiece) throws -> Void) throws {
        defer {
            line.removeAll(keepingCapacity: true)
            number += 1
        }
        guard !line.isEmpty else { return }
        let name = String(decoding: line.prefix(3), as: UTF8.self)
        let next = line.count > 3 ? line[3] : nil
        switch name {
        case "FHS" where !isInFile && !isOver && messages == 0 && batches == 0 && next != nil:
            isInFile = true
            separator = next ?? separator
        case "BHS" where !isInBatch && !isOver && next != nil:
            try endMessage(each)
            isInBatch = true
            messages = 0
            separator = next ?? separator
        case "MSH" where !isOver && next != nil:
            try endMessage(each)
            messages += 1
            if !isInBatch { hasLoose = true }
            separator = next ?? separator
            message = FilePiece(line: number, bytes: line + [0x0D])
        case "BTS" where (next ?? separator) == separator && !isOver && (isInBatch || messages > 0):
            try endMessage(each)
            try check(count: messages, "messages", against: "BTS-1")
            (isInBatch, messages, hasLoose) = (false, 0, false)
            batches += 1
        case "FTS" where (next ?? separator) == separator && isInFile && !isInBatch:
            try endMessage(each)
            // Bare messages in a file may be counted as one batch or as none.
            try check(count: batches, "batches", against: "FTS-1", or: hasLoose ? batches + 1 : batches)
            (isInFile, isOver) = (false, true)
        default:
            guard message != nil, !["FHS", "BHS", "BTS", "FTS"].contains(name) else {
                throw FileProblem(
                    "envelope", line: number, "This line has no place in a file of HL7 messages: send the file again.")
            }
            message?.bytes += line + [0x0D]
        }
    }

    private mutating func endMessage(_ each: (FilePiece) throws -> Void) throws {
        guard let ended = message else { return }
        message = nil
        try each(ended)
    }

    /// Holds what the first field of a trailer says, where it says anything, against what was found.
    private func check(count: Int, _ what: String, against field: String, or other: Int? = nil) throws {
        let digits = line.dropFirst(4).prefix { $0 != separator }
        guard !digits.isEmpty else { return }
        guard digits.allSatisfy({ (0x30...0x39).contains($0) }),
            let declared = Int(String(decoding: digits, as: UTF8.self))
        else { throw FileProblem("totals", line: number, "\(field) is no number.") }
        guard declared != count, declared != other else { return }
        throw FileProblem(
            "totals", line: number,
            "\(field) declares \(declared) \(what), and there are \(count): send the file again.")
    }
}
