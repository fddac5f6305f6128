/// The numbers of data elements (X12 004010) and how long they may be, for what a 997 says of them.
enum DataElements {
    /// So many segments of a set are noted at most.
    static let noted = 20

    /// What is longer than its type has it, in 004010 and in 005010.
    static func overlong(in set: TransactionSet) -> [SetAnswer.SegmentNote] {
        var notes: [SetAnswer.SegmentNote] = []
        for (index, segment) in set.segments.enumerated() {
            guard notes.count < noted, let numbers = known[segment.name] else { continue }
            let long = zip(1..., numbers).compactMap { element, number -> SetAnswer.ElementNote? in
                guard let limit = longest[number], let text = segment.text(element), text.count > limit else {
                    return nil
                }
                return SetAnswer.ElementNote(element: element, flaw: .tooLong)
            }
            guard !long.isEmpty else { continue }
            notes.append(.init(segment: segment.name, position: index + 1, code: "8", elements: long))
        }
        return notes
    }

    /// The most characters of an element, by its number: the larger of both versions.
    private static let longest = [
        67: 80, 76: 22, 93: 60, 127: 50, 234: 48, 324: 22, 327: 8, 328: 30, 350: 20, 352: 80, 355: 2, 373: 8, 640: 2,
    ]

    /// That of a segment's element; `nil` where it isn't known here.
    static func number(of segment: String, _ element: Int) -> Int? {
        guard let numbers = known[segment], numbers.indices.contains(element - 1) else { return nil }
        return numbers[element - 1]
    }

    private static let known: [String: [Int]] = [
        "BIG": [373, 76, 373, 324, 328, 327, 640, 353, 306, 76],
        "CTT": [354, 347],
        "CUR": [98, 100, 280],
        "DTM": [374, 373, 337, 623],
        "IT1": [350, 358, 355, 212, 639] + pairs,
        "ITD": [336, 333, 338, 370, 351, 446, 386, 362, 388, 389, 342, 352],
        "N1": [98, 93, 66, 67],
        "PAM": [673, 380, 355, 522, 782],
        "PID": [349, 750, 559, 751, 352],
        "REF": [128, 127, 352],
        "SAC": [248, 1300, 559, 1301, 610],
        "TDS": [610, 610, 610, 610],
        "TXI": [963, 782, 954],
    ]

    /// Ten product ids, each behind its qualifier.
    private static let pairs: [Int] = (0..<10).flatMap { _ in [235, 234] }
}
