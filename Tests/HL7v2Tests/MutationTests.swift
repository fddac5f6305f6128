import Testing

import HL7v2

@Suite struct MutationTests {
    @Test("a damaged message is read or refused, and both keep what holds of every message", arguments: 0..<4)
    func messages(seed: UInt64) throws {
        var random = SeededRandom(seed)
        let paths = try ["MSH-9.2", "PID-3(2).4.2", "FT1(2)-7.1", "ZPA", "FT1-9", "MSH-2"].map { try Path($0) }
        for _ in 0..<1000 {
            let bytes = random.mutation(of: Samples.charges)
            guard let message = try? Message(bytes) else { continue }
            #expect(message.bytes == bytes)
            for path in paths { _ = message.text(path) }
            #expect(message.segments.allSatisfy(isWellCut))
        }
    }

    @Test("whatever arrives, an answer is a message of its own in one frame", arguments: 0..<4)
    func answers(seed: UInt64) throws {
        var random = SeededRandom(seed &+ 100)
        let errors = [ErrorSegment(.dataTypeError, at: Path("PID", field: 3), userMessage: "a|b\r\u{1C}é")]
        for round in 0..<1000 {
            let source = round.isMultiple(of: 2) ? Samples.charges : Samples.bare
            let bytes = random.mutation(of: source).filter { $0 != MLLPFrame.start }
            let answer: Acknowledgment?
            if let message = try? Message(bytes) {
                answer = Acknowledgment(
                    to: message.header, code: .applicationError, controlID: "1", timestamp: "2025", errors: errors)
            } else {
                answer = Acknowledgment(toUnreadable: bytes, controlID: "1", timestamp: "2025", errors: errors)
            }
            guard let answer else { continue }
            let parsed = try Message(answer.bytes)
            #expect(parsed.segment("MSA")?.field(1).bytes.count == 2)
            var framer = MLLPFramer()
            framer.append(MLLPFrame.wrap(answer.bytes))
            #expect(framer.next() == .frame(answer.bytes))
        }
    }

    @Test("a damaged batch is read or refused, and its messages lie one after the other")
    func batches() {
        var random = SeededRandom(7)
        let original =
            Array("FHS|^~\\&|\rBHS|^~\\&|\r".utf8) + Samples.bare + Samples.charges + Array("BTS|2\rFTS|1\r".utf8)
        for _ in 0..<2000 {
            guard let batch = try? Batch(random.mutation(of: original)) else { continue }
            var last = 0
            for range in batch.messages {
                #expect(range.lowerBound >= last && range.upperBound <= batch.bytes.count && !range.isEmpty)
                last = range.upperBound
            }
        }
    }

    @Test("a damaged path, timestamp or escape is read or refused")
    func smallTexts() {
        var random = SeededRandom(8)
        for _ in 0..<2000 {
            let path = String(decoding: random.mutation(of: Array("FT1(2)-7(3).1.2".utf8)), as: UTF8.self)
            if let read = try? Path(path) { #expect((try? Path(read.description)) == read) }
            let time = random.mutation(of: Array("20250304050607.12-0500".utf8))
            if let read = Timestamp(time[...]) { #expect(Array(read.description.utf8) == time) }
            let escaped = random.mutation(of: Array(#"a\F\b\X0D\c\.br\d\E"#.utf8))
            #expect(Escapes.decode(escaped[...], .standard).count <= escaped.count)
        }
    }

    /// No field holds a field separator but MSH-1, and every part lies within its whole.
    private func isWellCut(_ segment: Segment) -> Bool {
        (0..<segment.fieldCount + 2).allSatisfy { number in
            let field = segment.field(number)
            let isCut = !field.bytes.contains(segment.delimiters.field) || (number == 1 && segment.isNamed("MSH"))
            return isCut && partsLieWithin(field)
        }
    }

    private func partsLieWithin(_ field: FieldView) -> Bool {
        for repetition in field.repetitions {
            for component in repetition.components {
                for subcomponent in component.subcomponents {
                    _ = subcomponent.text
                    let outer = field.bytes.indices
                    let inner = subcomponent.bytes.indices
                    if inner.lowerBound < outer.lowerBound || inner.upperBound > outer.upperBound { return false }
                }
            }
        }
        return true
    }
}
