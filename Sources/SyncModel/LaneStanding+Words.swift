extension LaneStanding {
    /// What there is to say, each line a sentence without its point.
    public var lines: [String] {
        var lines: [String] = []
        if let behind { lines.append("blocked behind \(behind.words)") }
        if let holds { lines.append(holds.words) }
        return lines
    }
}

extension LaneHold {
    /// As in a list: `holds 14 others, $1,204.00`.
    public var words: String { "holds \(others.words)" }

    /// What stepping aside does: said before it is done.
    public static func stepAsideWords(_ hold: LaneHold?) -> [String] {
        var words: [String] = []
        if let free = hold?.free, free.count > 0 {
            words.append("\(free.goOn) at once, in order.")
        } else {
            words.append("Nothing behind it can go on now.")
        }
        if let hold, let next = hold.next, hold.free.count > 0 {
            words.append("Behind them delivery \(next) is stopped too.")
        }
        words.append("It stays open with its fault; once fixed, it goes out of order.")
        return words
    }
}
