internal import Foundation
internal import SyncModel
internal import X12

/// What a functional acknowledgment says of a transaction set, with the envelope that it answers.
struct PieceAnswer: Codable, Sendable {
    /// ISA with its terminator; `nil` where it is that of the set before.
    var interchange: Data?
    /// GS; `nil` where it is that of the set before.
    var group: Data?
    /// Which group of the file.
    var ordinal: Int
    var answer: SetAnswer

    /// `nil` of a set that is itself an acknowledgment: those aren't answered.
    init?(_ answer: SetAnswer, to set: TransactionSet, _ piece: FilePiece) {
        guard set.group.text(1) != "FA" else { return nil }
        interchange = Data(set.interchange.bytes + [set.delimiters.terminator])
        group = Data(set.group.bytes)
        ordinal = piece.group
        self.answer = answer
    }

    /// The same where the set's number came before with other content.
    var repeated: PieceAnswer {
        var other = self
        other.answer = answer.repeated
        return other
    }
}

/// Answers as lines of JSON, each saying only what is new of its envelope.
struct AnswerLines {
    private var waiting: [PieceAnswer] = []
    private var last: (interchange: Data?, ordinal: Int)?

    mutating func add(_ answer: PieceAnswer?) {
        guard var answer else { return }
        let now = (interchange: answer.interchange, ordinal: answer.ordinal)
        if last?.interchange == now.interchange { answer.interchange = nil }
        if last?.ordinal == now.ordinal { answer.group = nil }
        last = now
        waiting.append(answer)
    }

    /// Those that were added since it was asked last.
    mutating func taken() throws -> [UInt8] {
        defer { waiting = [] }
        let encoder = JSONEncoder()
        return try waiting.flatMap { [UInt8](try encoder.encode($0)) + [0x0A] }
    }
}

/// The answers to a file's sets, as they were kept beside it.
struct AnswerFile {
    let folder: FolderHandle
    let name: String
    /// How much of the file counts, in bytes.
    let length: Int

    /// How many interchanges are answered.
    func interchangeCount() throws -> Int {
        var (count, last) = (0, Data?.none)
        try each { answer in
            guard let interchange = answer.interchange, interchange != last else { return }
            (count, last) = (count + 1, interchange)
        }
        return count
    }

    /// Writes the acknowledgment.
    ///
    /// - Parameter number: the control number of its first interchange.
    func write(
        from number: Int, at moment: AcknowledgmentWriter.Moment, _ write: (ArraySlice<UInt8>) throws -> Void
    ) throws {
        var writer = AcknowledgmentWriter(number: number, at: moment)
        var envelope: (interchange: X12.Segment, delimiters: Delimiters)?
        var group: X12.Segment?
        try each { answer in
            if let bytes = answer.interchange {
                let (delimiters, segment) = try InterchangeReader.header([UInt8](bytes))
                envelope = (segment, delimiters)
            }
            guard let envelope else { return }
            if let bytes = answer.group { group = X12.Segment([UInt8](bytes)[...], envelope.delimiters) }
            guard let group else { return }
            let bytes = writer.add(
                answer.answer, group: group, ordinal: answer.ordinal, of: envelope.interchange, envelope.delimiters)
            try write(bytes[...])
        }
        try write(writer.finish()[...])
    }

    private func each(_ body: (PieceAnswer) throws -> Void) throws {
        let decoder = JSONDecoder()
        var rest: [UInt8] = []
        try folder.copy(name, upTo: length) { chunk in
            rest += chunk
            var lines = rest.split(separator: 0x0A, omittingEmptySubsequences: false)
            let last = lines.removeLast()
            for line in lines { try body(decoder.decode(PieceAnswer.self, from: Data(line))) }
            rest = Array(last)
        }
    }
}

/// The control numbers of the acknowledgments that are written for one folder: each is given once.
///
/// The next one is kept in the folder, on the disk before it is used. A folder that has none kept begins with the
/// seconds since 2020: beyond all that it can have used before, should its numbers be lost.
struct AcknowledgmentNumbers {
    /// Where the next one is kept, in `processing`.
    static let file = ".acknowledgments"

    let folder: FolderHandle

    /// Takes so many in a row; returns the first.
    func take(_ count: Int, now: UTCTime) throws -> Int {
        let first = try kept() ?? Self.beginning(now)
        var next = first
        for _ in 0..<count { next = AcknowledgmentWriter.number(after: next) }
        try folder.write(Self.file) { try $0(Array("\(next)".utf8)[...]) }
        return first
    }

    private func kept() throws -> Int? {
        guard try folder.facts(of: Self.file) != nil else { return nil }
        let text = String(decoding: try folder.open(Self.file).bytes(at: 0, count: 32), as: UTF8.self)
        return Int(text.trimmedOfSpace).flatMap { (1...999_999_999).contains($0) ? $0 : nil }
    }

    private static func beginning(_ now: UTCTime) -> Int {
        let seconds = (now.milliseconds - UTCTime(year: 2020, month: 1, day: 1).milliseconds) / 1000
        return Int(max(0, seconds) % 999_999_999) + 1
    }
}

extension AcknowledgmentWriter.Moment {
    /// A moment in its sender's zone, whose offset is in it already.
    init(_ time: UTCTime) {
        let digits = time.description.filter(\.isNumber)
        self.init(date: String(digits.prefix(8)), time: String(digits.dropFirst(8).prefix(4)))
    }
}
