import Testing

import HL7v2

@Suite struct ControlIDGeneratorTests {
    @Test("ids have 20 letters and digits and never repeat", arguments: [UInt64.min, 1, .max])
    func ids(seed: UInt64) {
        var generator = ControlIDGenerator(seed: seed)
        var seen: Set<String> = []
        for _ in 0..<2000 {
            seen.insert(generator.next())
        }
        #expect(seen.count == 2000)
        let isRight = seen.allSatisfy { id in
            id.utf8.count == 20 && id.utf8.allSatisfy { ($0 >= 0x30 && $0 <= 0x39) || ($0 >= 0x41 && $0 <= 0x5A) }
        }
        #expect(isRight)
    }

    @Test("the same seed gives the same ids, another seed others")
    func seeds() {
        var first = ControlIDGenerator(seed: 5)
        var second = ControlIDGenerator(seed: 5)
        var third = ControlIDGenerator(seed: 6)
        let id = first.next()
        #expect(second.next() == id)
        #expect(third.next() != id)
    }
}
