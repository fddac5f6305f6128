import Measures
import Testing

@Suite("Amounts in exact parts")
struct SharesTests {
    /// SplitMix64, so that a failing case can be repeated from its seed.
    private struct Seeded: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var bits = state
            bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
            bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
            return bits ^ (bits >> 31)
        }
    }

    private func decimals(_ texts: String...) -> [ExactDecimal] { texts.compactMap { ExactDecimal($0) } }

    @Test(
        "the parts make the amount, what is left goes to those that lost most, of equal ones to the first",
        arguments: [
            ("100", ["60", "40"], 2, "60 40"), ("0.01", ["50", "50"], 2, "0.01 0"),
            ("-0.01", ["50", "50"], 2, "-0.01 0"), ("10", ["33.33", "33.33", "33.34"], 2, "3.33 3.33 3.34"),
            ("1", ["33.4", "33.3", "33.3"], 0, "1 0 0"), ("100.01", ["60", "40"], 2, "60.01 40"),
            ("0.05", ["10", "45", "45"], 2, "0.01 0.02 0.02"), ("0", ["70", "30"], 2, "0 0"),
            ("-7.77", ["12.5", "87.5"], 2, "-0.97 -6.8"), ("5", ["100"], 2, "5"),
        ])
    func parts(_ amount: String, _ shares: [String], _ digits: Int, _ expected: String) throws {
        let percentages = shares.compactMap { ExactDecimal($0) }
        let parts = try #require(ExactDecimal(amount)).split(by: percentages, digits: digits)
        #expect(parts.map(\.description).joined(separator: " ") == expected)
    }

    @Test("what can't be split exactly is refused, never rounded")
    func refused() throws {
        let amount = try #require(ExactDecimal("10.005"))
        #expect(throws: ExactDecimal.SplitProblem.finerThanParts) {
            try amount.split(by: decimals("50", "50"), digits: 2)
        }
        for shares in [decimals("50", "49.99"), decimals("110", "-10"), decimals("100", "0"), []] {
            #expect(throws: ExactDecimal.SplitProblem.notHundred) { try ExactDecimal(1).split(by: shares, digits: 2) }
        }
        let large = try #require(ExactDecimal(String(repeating: "9", count: 38)))
        #expect(throws: ExactDecimal.SplitProblem.tooLarge) {
            try large.split(by: decimals("50", "50"), digits: 0)
        }
        #expect(throws: ExactDecimal.SplitProblem.tooLarge) {
            try large.split(by: decimals("50", "50"), digits: 2)
        }
    }

    @Test("whatever is split, the parts make it to the last digit, each less than a unit from its exact share")
    func property() throws {
        for seed in UInt64(1)...2000 {
            var random = Seeded(state: seed)
            let (places, digits) = (Int.random(in: 0...6, using: &random), Int.random(in: 0...4, using: &random))
            let whole = Int(pow10(places)) * 100
            var left = whole
            var weights: [Int] = []
            for _ in 1..<Int.random(in: 1...8, using: &random) where left > 1 {
                weights.append(Int.random(in: 1..<left, using: &random))
                left -= weights[weights.count - 1]
            }
            weights.append(left)
            let percentages = weights.compactMap { ExactDecimal(coefficient: Int128($0), scale: places) }
            let coefficient = Int128(Int64.random(in: -1_000_000_000_000...1_000_000_000_000, using: &random))
            let amount = try #require(ExactDecimal(coefficient: coefficient, scale: digits))
            let parts = try amount.split(by: percentages, digits: digits)
            #expect(parts.reduce(.zero) { $0.adding($1) ?? .zero } == amount, "seed \(seed)")
            let unit = try #require(ExactDecimal(coefficient: 1, scale: digits))
            for (part, percent) in zip(parts, percentages) {
                let exact = try #require(amount.multiplied(by: percent)?.divided(by: 100))
                let distance = try #require(part.subtracting(exact)).magnitude
                #expect(distance < unit, "seed \(seed)")
                #expect(part.scale <= digits && (part.isZero || part.isNegative == amount.isNegative), "seed \(seed)")
            }
            #expect(try amount.split(by: percentages, digits: digits) == parts)
        }
    }

    private func pow10(_ exponent: Int) -> Int { (0..<exponent).reduce(1) { power, _ in power * 10 } }
}
