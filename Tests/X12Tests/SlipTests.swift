import Testing

@testable import X12

@Suite("Interchanges with a slip in them")
struct SlipTests {
    @Test("whatever one byte becomes, reading ends, and what is found can be looked through and answered")
    func oneByte() throws {
        let bytes = Array(Sample.interchange().utf8)
        let paths = try ["BIG-02", "N1[SU,03=92]-04", "IT1-06[VN]", "/TXI-02", "SLN-04.1"].map { try Path($0) }
        let loop = try Path("IT1")
        for offset in bytes.indices {
            for byte in Array("~*A".utf8) + [0x0A, 0xFF] {
                var slipped = bytes
                slipped[offset] = byte
                for set in sets(slipped).prefix(1) {
                    let scope = SetScope(set)
                    for scope in [scope] + scope.loops(at: loop) { for path in paths { _ = scope.text(at: path) } }
                    let answer = set.problem.map { SetAnswer(rejecting: set, for: $0) } ?? SetAnswer(accepting: set)
                    var writer = AcknowledgmentWriter(number: 1, at: .init(date: "20261123", time: "1142"))
                    var written = writer.add(answer, group: set.group, ordinal: 1, of: set.interchange, set.delimiters)
                    written += writer.finish()
                    #expect(sets(written).map(\.problem) == [nil], "\(offset) \(byte)")
                    #expect(sets(set.bytes).first?.segments == set.segments, "\(offset) \(byte)")
                }
            }
        }
    }

    /// The sets before the first error, if there is one.
    private func sets(_ bytes: [UInt8]) -> [TransactionSet] {
        var reader = InterchangeReader(limit: 10_000)
        reader.append(bytes)
        var found: [TransactionSet] = []
        do throws(InterchangeError) { while let set = try reader.next() { found.append(set) } } catch { return found }
        return found
    }
}
