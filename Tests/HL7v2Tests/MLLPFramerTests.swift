import Testing

import HL7v2

@Suite struct MLLPFramerTests {
    private static let vt: UInt8 = 0x0B
    private static let fs: UInt8 = 0x1C

    /// All events of a stream read in pieces of `size` bytes.
    private static func events(_ bytes: [UInt8], size: Int, limit: Int = 100) -> [MLLPFramer.Event] {
        var framer = MLLPFramer(limit: limit)
        var events: [MLLPFramer.Event] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            framer.append(rest.prefix(size))
            rest = rest.dropFirst(size)
            while let event = framer.next() { events.append(event) }
        }
        framer.finish()
        while let event = framer.next() { events.append(event) }
        return events
    }

    /// Streams and what they must bring.
    private static let streams: [(bytes: [UInt8], events: [MLLPFramer.Event])] = [
        ([], []),
        ([vt, 1, 2, fs, 13], [.frame([1, 2])]),
        ([vt, fs, 13], [.frame([])]),
        ([vt, 1, fs, 13, vt, 2, fs, 13], [.frame([1]), .frame([2])]),
        ([vt, 1, fs, 13, 10, vt, 2, fs, 13, 10], [.frame([1]), .frame([2])]),
        ([vt, 1, fs, vt, 2, fs, 13], [.frame([1]), .frame([2])]),
        ([vt, 1, fs], [.frame([1])]),
        ([9, 9, vt, 1, fs, 13, 10, 9], [.noise(2), .frame([1]), .noise(1)]),
        ([vt, 1, fs, 13, 13, 10, vt, 2, fs, 13], [.frame([1]), .noise(2), .frame([2])]),
        ([vt, 1, 2, vt, 3, fs, 13], [.resynchronised(droppedBytes: 3), .frame([3])]),
        ([vt, 1, fs, 2, fs, fs, 13], [.frame([1, fs, 2, fs])]),
        ([vt, 1, 13, 10, 2, fs, 13], [.frame([1, 13, 10, 2])]),
        ([vt, 1, 2], [.noise(3)]),
        ([fs, 13, vt, 1, fs, 13], [.noise(2), .frame([1])]),
    ]

    @Test("a stream brings the same events however it was read")
    func anySplit() {
        for (bytes, expected) in Self.streams {
            for size in 1...max(bytes.count, 1) {
                #expect(Self.events(bytes, size: size) == expected, "\(bytes) by \(size)")
            }
        }
    }

    @Test("a frame of exactly the limit passes, one byte more does not")
    func limit() {
        for size in 1...12 {
            let fits = MLLPFrame.wrap([1, 2, 3, 4])
            let over = MLLPFrame.wrap([1, 2, 3, 4, 5])
            let after = MLLPFrame.wrap([9])
            #expect(Self.events(fits + after, size: size, limit: 4) == [.frame([1, 2, 3, 4]), .frame([9])])
            let expected: [MLLPFramer.Event] = [.oversize(limit: 4, head: [1, 2, 3, 4]), .frame([9])]
            #expect(Self.events(over + after, size: size, limit: 4) == expected)
        }
    }

    @Test("after an oversize frame everything up to its end is discarded, however long")
    func discards() {
        var framer = MLLPFramer(limit: 1000)
        framer.append([Self.vt])
        for _ in 0..<100 { framer.append([UInt8](repeating: 7, count: 500)) }
        #expect(framer.pendingByteCount == 0)
        #expect(framer.next() == .oversize(limit: 1000, head: [UInt8](repeating: 7, count: 1000)))
        #expect(framer.next() == nil)
        #expect(framer.isMidFrame)
        framer.append([Self.fs, 1, Self.fs, 13, Self.vt, 5, Self.fs, 13])
        #expect(framer.next() == .frame([5]))
        #expect(framer.next() == nil)
    }

    @Test("a frame that starts inside an oversize one is read")
    func restartsInsideOversize() {
        let bytes: [UInt8] = [Self.vt, 1, 2, 3, 4, 5, Self.vt, 6, Self.fs, 13]
        #expect(Self.events(bytes, size: 10, limit: 2).last == .frame([6]))
    }

    @Test("an unfinished frame is pending and says so")
    func pending() {
        var framer = MLLPFramer()
        #expect(!framer.isMidFrame)
        framer.append([1])
        #expect(!framer.isMidFrame)
        framer.append([Self.vt])
        #expect(framer.isMidFrame)
        framer.append([1, 2])
        #expect(framer.pendingByteCount == 2)
        #expect(framer.next() == .noise(1))
        #expect(framer.next() == nil)
        framer.append([Self.fs])
        #expect(framer.isMidFrame)
        framer.append([13])
        #expect(!framer.isMidFrame)
        #expect(framer.next() == .frame([1, 2]))
    }

    @Test("endless noise is reported in portions")
    func endlessNoise() {
        let noise = [UInt8](repeating: 0x58, count: 150_000)
        for size in [1000, 65_536, 150_000] {
            #expect(Self.events(noise, size: size) == [.noise(65_536), .noise(65_536), .noise(18_928)])
        }
    }

    @Test("a large frame in small reads comes out whole")
    func largeFrame() {
        let content = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 % 7 + 0x30) }
        #expect(Self.events(MLLPFrame.wrap(content), size: 37, limit: 1 << 20) == [.frame(content)])
    }

    @Test("whatever bytes come, however they are read, the events are the same")
    func randomStreams() {
        var random = SeededRandom(2)
        for _ in 0..<400 {
            var stream: [UInt8] = []
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                stream += random.mutation(of: MLLPFrame.wrap([0x41, 0x42, 0x0D]))
            }
            let limit = Int.random(in: 1...20, using: &random)
            let whole = Self.events(stream, size: stream.count, limit: limit)
            let pieces = Self.events(stream, size: Int.random(in: 1...9, using: &random), limit: limit)
            #expect(pieces == whole, "\(stream) with limit \(limit)")
        }
    }
}
