/// Makes message control ids (MSH-10) of 20 characters: 13 for the seed, 7 for a counter, in base 36.
///
/// Ids of one generator never repeat within 78 thousand million; give every run of a program another seed (the
/// time in nanoseconds, or a random number) so that those of two runs don't meet either.
public struct ControlIDGenerator: Hashable, Sendable {
    private var seed: UInt64
    private var counter: UInt64 = 0

    private static let counterLimit: UInt64 = 78_364_164_096  // 36^7

    /// A generator whose ids depend on nothing but `seed`.
    public init(seed: UInt64) {
        self.seed = seed
    }

    /// The next id: upper-case letters and digits.
    public mutating func next() -> String {
        let id = Self.digits(seed, width: 13) + Self.digits(counter, width: 7)
        counter += 1
        if counter == Self.counterLimit {
            counter = 0
            seed &+= 1
        }
        return String(decoding: id, as: UTF8.self)
    }

    private static func digits(_ value: UInt64, width: Int) -> [UInt8] {
        var rest = value
        var digits = [UInt8](repeating: 0x30, count: width)
        for position in digits.indices.reversed() {
            let digit = UInt8(rest % 36)
            digits[position] = digit < 10 ? 0x30 + digit : 0x37 + digit
            rest /= 36
        }
        return digits
    }
}
