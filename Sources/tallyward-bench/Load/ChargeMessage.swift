/// A made-up charge message (DFT^P03) with three lines, in which the ordering key and a sequence number can be put.
///
/// Nobody in it is real. The mark `KnnnnnnSnnnnnnnn` stands in MSH-10, PV1-19 and each FT1-2.
struct ChargeMessage: Sendable {
    /// The bytes, without framing.
    let bytes: [UInt8]
    private let marks: [Int]

    /// The message number `number` of a corpus: the same number has the same text.
    init(_ number: Int) {
        var digits = Digits(number)
        let time = "20261122\(digits.two(24))\(digits.two(60))\(digits.two(60))"
        let family = ["ONE", "TWO", "THREE", "GARCÍA", "MÜLLER", "CHEN"][number % 6]
        let given = ["ANN", "JOHN", "ZOË", "LI"][number % 4]
        var segments = [
            "MSH|^~\\&|EHR|HOSP\(number % 4 + 1)|ERPSYNC|HQ|\(time)||DFT^P03^DFT_P03|"
                + "\(Self.mark)|P|2.5.1|||AL|NE||UNICODE UTF-8",
            "EVN|P03|\(time)",
            "PID|1||MRN\(digits.six)^^^HOSP^MR~\(digits.six)^^^SSA^SS||TEST\(family)^\(given)^Q^^DR||19600229|F|||"
                + "\(digits.two(99)) MAIN ST^^SPRINGFIELD^IL^62701^USA||(217)555-0199|||S||ACC\(digits.six)",
            "PV1|1|I|4W^\(digits.two(99))^B^HOSP||||1234^ATTEND^ANN^^^DR|5678^REFER^ROB|||MED||||7|A0|||"
                + "\(Self.mark)^^^HOSP^VN|||||||||||||||||||||||||202611220800",
        ]
        for line in 1...3 {
            segments.append(
                "FT1|\(line)|\(Self.mark).\(line)||20261122|20261122|CG|\(digits.six)^"
                    + "SUPPLY ITEM \(line) 10\\T\\20 ML^CDM"
                    + "|||\(line)|\(digits.two(99)).\(digits.two(99))|||||4W^CC\(digits.two(99))|||||1234^ATTEND^ANN|||"
                    + "\(digits.six)^^CPT")
        }
        let text = Array((segments.joined(separator: "\r") + "\r").utf8)
        let mark = Array(Self.mark.utf8)
        marks = text.indices.dropLast(mark.count).filter { text[$0..<$0 + mark.count].elementsEqual(mark) }
        bytes = text
    }

    /// Writes the message for a key and a sequence number into `buffer`, framed for MLLP.
    func write(key: Int, sequence: Int, into buffer: inout [UInt8]) {
        buffer.removeAll(keepingCapacity: true)
        buffer.append(0x0B)
        buffer.append(contentsOf: bytes)
        for mark in marks {
            Self.put(key, digits: 6, at: mark + 2, into: &buffer)
            Self.put(sequence, digits: 8, at: mark + 9, into: &buffer)
        }
        buffer.append(0x1C)
        buffer.append(0x0D)
    }

    /// The control id of the message with a key and a sequence number.
    static func controlID(key: Int, sequence: Int, into buffer: inout [UInt8]) {
        buffer.removeAll(keepingCapacity: true)
        buffer.append(contentsOf: mark.utf8)
        put(key, digits: 6, at: 1, into: &buffer)
        put(sequence, digits: 8, at: 8, into: &buffer)
    }

    /// The control id of such a message, wherever it stands in `bytes`; `nil` where there is none.
    static func controlID(in bytes: [UInt8]) -> String? {
        let length = mark.utf8.count
        let isDigit = { (byte: UInt8) in (0x30...0x39).contains(byte) }
        let start = bytes.indices.dropLast(length - 1).first { place in
            bytes[place] == UInt8(ascii: "K") && bytes[place + 7] == UInt8(ascii: "S")
                && bytes[place + 1..<place + 7].allSatisfy(isDigit)
                && bytes[place + 8..<place + length].allSatisfy(isDigit)
        }
        return start.map { String(decoding: bytes[$0..<$0 + length], as: UTF8.self) }
    }

    private static let mark = "K000000S00000000"

    private static func put(_ number: Int, digits: Int, at offset: Int, into buffer: inout [UInt8]) {
        var rest = number
        for place in stride(from: offset + digits - 1, through: offset, by: -1) {
            buffer[place] = UInt8(0x30 + rest % 10)
            rest /= 10
        }
    }

    /// A corpus of so many messages, about 850 bytes each.
    static func corpus(_ count: Int) -> [ChargeMessage] { (0..<count).map(ChargeMessage.init) }
}

/// The ordering keys of a run and their next numbers: as many visits as a busy hospital has open.
struct Numbering: Sendable {
    /// How many keys there are.
    static let keys = 5000
    private var next = 0

    /// The next key, in an order that is no order of the keys, with its next sequence number.
    mutating func take() -> (key: Int, sequence: Int) {
        defer { next += 1 }
        return (next * 2741 % Self.keys, next / Self.keys)
    }
}

/// Digits that differ from message to message and stay the same from run to run.
private struct Digits {
    private var state: UInt64

    init(_ seed: Int) { state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1 }

    /// Two digits, below `limit`.
    mutating func two(_ limit: Int) -> String {
        let value = draw() % limit
        return value < 10 ? "0\(value)" : "\(value)"
    }

    /// Six digits, the first above 0.
    var six: String { mutating get { "\(100_000 + draw() % 900_000)" } }

    private mutating func draw() -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int(state >> 33)
    }
}
