import Catalog
import Glibc
import HL7v2
import Inbound
import SyncEngine
import SyncModel

/// How fast messages are read, beside walking over their bytes and beside plain `String.split`.
struct ParseSection {
    let bench: Bench

    func measure() throws -> [Line] {
        let corpus = ChargeMessage.corpus(2000).map(\.bytes)
        let bytes = corpus.reduce(0) { $0 + $1.count }
        let walked = rate(bytes) { corpus.reduce(0) { $0 + Self.separators(in: $1) } }
        let paths = try Self.paths()
        let views = rate(bytes) { corpus.reduce(0) { $0 + Self.fields(of: $1, at: paths) } }
        let texts = rate(bytes) { corpus.reduce(0) { $0 + Self.texts(of: $1, at: paths) } }
        let split = rate(bytes) { corpus.reduce(0) { $0 + Self.splitFields(of: $1) } }
        let decoder = try decoder()
        let decoded = rate(bytes) { corpus.reduce(0) { $0 + decoder.decode($1).message.events.count } }
        func line(_ name: String, _ rate: Double, _ note: String? = nil) -> Line {
            Line(
                .parse, name, rate, "MB/s", of: "memchr", ratio: rate / walked,
                details: [Detail("of String.split", rate / split, "×")], note: note)
        }
        return [
            Line(
                .parse, "memchr from CR to CR", walked, "MB/s",
                note: "\(corpus.count) messages, \(bytes) bytes; seconds of processor time"),
            Line(.parse, "String.split, 8 fields", split, "MB/s", of: "memchr", ratio: split / walked),
            line("Tallyward, 8 fields as views", views),
            line("Tallyward, 8 fields as text", texts),
            line("Tallyward, decoded as the bench catalog's intake does", decoded),
        ]
    }

    /// MB in a second of processor time, for work that goes over `bytes` bytes a round.
    private func rate(_ bytes: Int, _ round: () -> Int) -> Double {
        var sum = 0
        let cpu = Stopwatch.threadCPU
        let run = Stopwatch.run(for: bench.seconds) { sum &+= round() }
        let taken = Double(Stopwatch.threadCPU - cpu) / 1e9
        // Read, so that nothing of the work can be left out.
        guard sum != 0 else { return 0 }
        return Double(run.rounds * bytes) / taken / 1e6
    }

    private static func paths() throws -> [Path] {
        try ["MSH-9.1", "MSH-10", "PID-3.1", "PV1-19.1", "FT1-4", "FT1-7.1", "FT1-10", "FT1(2)-7.2"].map {
            try Path($0)
        }
    }

    private static func separators(in bytes: [UInt8]) -> Int {
        unsafe bytes.withUnsafeBytes { buffer in
            guard var position = buffer.baseAddress else { return 0 }
            let end = unsafe position + buffer.count
            var count = 0
            while let found = unsafe memchr(position, 0x0D, end - position) {
                count += 1
                unsafe position = UnsafeRawPointer(found) + 1
            }
            return count
        }
    }

    private static func fields(of bytes: [UInt8], at paths: [Path]) -> Int {
        guard let message = try? Message(bytes) else { return 0 }
        return paths.reduce(0) { $0 + (message[$1]?.bytes.count ?? 0) }
    }

    private static func texts(of bytes: [UInt8], at paths: [Path]) -> Int {
        guard let message = try? Message(bytes) else { return 0 }
        return paths.reduce(0) { $0 + (message.text($1)?.utf8.count ?? 0) }
    }

    private static func splitFields(of bytes: [UInt8]) -> Int {
        let segments = String(decoding: bytes, as: UTF8.self).split(separator: "\r").map {
            $0.split(separator: "|", omittingEmptySubsequences: false)
        }
        func field(_ name: String, _ number: Int, _ component: Int = 1) -> Int {
            guard let segment = segments.first(where: { $0.first?.elementsEqual(name) == true }), segment.count > number
            else { return 0 }
            let parts = segment[number].split(separator: "^", omittingEmptySubsequences: false)
            return parts.count >= component ? parts[component - 1].utf8.count : 0
        }
        return field("MSH", 8) + field("MSH", 9) + field("PID", 3) + field("PV1", 19) + field("FT1", 4)
            + field("FT1", 7) + field("FT1", 10) + field("FT1", 7, 2)
    }

    private func decoder() throws -> MessageDecoder {
        let catalog = try ShippedCatalog.bench.load(settings: [:])
        guard let source = catalog.sources.values.first else { throw Untrustworthy("The bench catalog has no source.") }
        return try MessageDecoder(source: source, flows: catalog.flows)
    }
}
