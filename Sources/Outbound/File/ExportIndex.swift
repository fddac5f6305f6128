import FoundationEssentials
import Measures
import SyncModel

/// What is known of one file: what it looks like, and the key of each row that counts as delivered.
///
/// The first line is JSON. Each further line is a key, where its row ends in the file, and what is added up of it;
/// the last line of a file that is closed is `sealed` and when. A line is written only once its row is on the disk:
/// what stands in the file behind the last row that is named here was never confirmed, and is cut off.
struct ExportIndex: Sendable {
    /// The first line.
    struct Head: Codable, Hashable, Sendable {
        var format = 1
        var begunAt: UTCTime
        var layout: ExportLayout
    }

    /// A row that counts as delivered.
    struct Entry: Hashable, Sendable {
        var key: String
        /// Where the row ends in the file.
        var end: Int
        var amounts: [ExactDecimal]
    }

    var head: Head
    /// The rows in their order.
    var entries: [Entry] = []
    /// When the file was closed.
    var sealedAt: UTCTime?
    /// How many bytes of the index are whole.
    var length: Int

    /// Where the rows that count end.
    var end: Int { entries.last?.end ?? head.layout.heading.count }
    /// What the rows that count add up to.
    var totals: [ExactDecimal] {
        var totals = head.layout.sums.map { _ in ExactDecimal.zero }
        for entry in entries {
            for (place, amount) in entry.amounts.enumerated() where place < totals.count {
                totals[place] = totals[place].adding(amount) ?? totals[place]
            }
        }
        return totals
    }

    /// A file that is begun.
    init(_ head: Head) {
        self.head = head
        length = 0
    }

    /// Reads what was written, up to the first line that isn't whole; `nil` where not even the first is.
    init?(_ bytes: [UInt8]) {
        var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        // What stands behind the last line end was torn.
        lines.removeLast()
        guard let first = lines.first, let head = try? JSONDecoder().decode(Head.self, from: Data(first)),
            head.format == 1
        else { return nil }
        self.init(head)
        length = first.count + 1
        for line in lines.dropFirst() {
            let words = String(decoding: line, as: UTF8.self).split(separator: " ", omittingEmptySubsequences: false)
            guard words.count >= 2, let number = Int(words[1]), sealedAt == nil else { return }
            if words[0] == "sealed" {
                sealedAt = UTCTime(milliseconds: Int64(number))
            } else {
                let amounts = words.dropFirst(2).compactMap { ExactDecimal(String($0)) }
                guard number > end, amounts.count == words.count - 2, amounts.count == head.layout.sums.count else {
                    return
                }
                entries.append(Entry(key: String(words[0]), end: number, amounts: amounts))
            }
            length += line.count + 1
        }
    }

    /// The first line.
    static func line(_ head: Head) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return Array(try encoder.encode(head)) + [0x0A]
    }

    /// The line of a row.
    static func line(_ entry: Entry) -> [UInt8] {
        Array(([entry.key, String(entry.end)] + entry.amounts.map(\.description)).joined(separator: " ").utf8) + [0x0A]
    }

    /// The line of a file that is closed.
    static func sealing(at now: UTCTime) -> [UInt8] { Array("sealed \(now.milliseconds)\n".utf8) }
}
