/// The one source of chance in a simulated world: SplitMix64, so that a seed gives the same world on every machine.
///
/// The draws below never use the standard library's `random(in:)`, whose way from bits to numbers may change.
public struct SeededGenerator: RandomNumberGenerator, Sendable, Hashable {
    private var state: UInt64

    /// A generator that always gives the same numbers for the same seed.
    public init(seed: UInt64) { state = seed }

    /// The next 64 bits.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }

    /// A generator of its own for one part of the world, so that what one part draws never shifts another.
    public func stream(_ label: String) -> SeededGenerator {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in label.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        var mixed = SeededGenerator(seed: state ^ hash)
        return SeededGenerator(seed: mixed.next())
    }

    /// A number from 0 up to, not including, `bound`; 0 where `bound` is not above 0.
    public mutating func below(_ bound: Int) -> Int {
        guard bound > 0 else { return 0 }
        return Int(next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    /// A number within both ends of `range`.
    public mutating func number(in range: ClosedRange<Int>) -> Int {
        range.lowerBound + below(range.upperBound - range.lowerBound + 1)
    }

    /// True in `share` of all calls, a number from 0 to 1.
    public mutating func chance(_ share: Double) -> Bool {
        Double(next() >> 11) < share * 0x1p53
    }

    /// One element, each as likely as any other; `nil` of nothing.
    public mutating func pick<Element>(_ choices: [Element]) -> Element? {
        choices.isEmpty ? nil : choices[below(choices.count)]
    }

    /// One element, early ones far more often than late ones: the way a hospital uses its items.
    public mutating func pickEarly<Element>(_ choices: [Element]) -> Element? {
        guard !choices.isEmpty else { return nil }
        let fraction = Double(next() >> 11) / 0x1p53
        return choices[Int(fraction * fraction * Double(choices.count))]
    }
}
