import Crypto
import SyncModel

/// Which deliveries stand in which row of which file. Some fifty bytes for each.
struct KnownRows {
    private struct KeyDigest: Hashable {
        var high: UInt64
        var low: UInt64

        /// Of our own keys just what they are, of any other a hash.
        init(_ key: String) {
            let digits = key.utf8
            if digits.count == 32, let high = UInt64(key.prefix(16), radix: 16),
                let low = UInt64(key.suffix(16), radix: 16)
            {
                (self.high, self.low) = (high, low)
            } else {
                let hash = Array(SHA256.hash(data: Array(digits)))
                high = hash.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
                low = hash.dropFirst(8).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
            }
        }
    }

    private struct File {
        var name: String
        var rows = 0
        var sealedAt: UTCTime?
    }

    private var files: [Int32: File] = [:]
    private var numbers: [String: Int32] = [:]
    private var next: Int32 = 0
    private var places: [KeyDigest: (file: Int32, row: Int32)] = [:]

    /// The files that are known.
    var names: [String] { files.values.map(\.name) }

    /// What the row of a delivery is called.
    func document(of key: String) -> String? {
        guard let place = places[KeyDigest(key)], let file = files[place.file] else { return nil }
        return "\(file.name):\(place.row)"
    }

    /// Takes note of further rows of a file.
    mutating func add(_ name: String, _ keys: [String], sealedAt: UTCTime?) {
        let number = numbers[name] ?? next
        if number == next {
            (files[number], numbers[name]) = (File(name: name), number)
            next += 1
        }
        let before = files[number]?.rows ?? 0
        for (index, key) in keys.enumerated() { places[KeyDigest(key)] = (number, Int32(before + index + 1)) }
        files[number]?.rows = before + keys.count
        files[number]?.sealedAt = sealedAt
    }

    /// Takes note that a file is closed.
    mutating func seal(_ name: String, at now: UTCTime) {
        if let number = numbers[name] { files[number]?.sealedAt = now }
    }

    /// A file that was closed before a moment, unless it is the last that was.
    func oldest(before limit: UTCTime) -> String? {
        let closed = files.values.compactMap { file in file.sealedAt.map { (at: $0, name: file.name) } }
        guard closed.count > 1, let first = closed.min(by: { ($0.at, $0.name) < ($1.at, $1.name) }), first.at < limit
        else { return nil }
        return first.name
    }

    /// Forgets a file.
    mutating func forget(_ name: String, _ keys: [String]) {
        guard let number = numbers.removeValue(forKey: name) else { return }
        for key in keys where places[KeyDigest(key)]?.file == number { places[KeyDigest(key)] = nil }
        files[number] = nil
    }
}
