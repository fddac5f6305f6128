/// SplitMix64: the same seed gives the same inputs on every machine.
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// `original` with up to eight bytes changed, added, removed, or pieces of it doubled or cut off.
    mutating func mutation(of original: [UInt8]) -> [UInt8] {
        var bytes = original
        for _ in 0..<Int.random(in: 1...8, using: &self) {
            let position = Int.random(in: 0...bytes.count, using: &self)
            switch Int.random(in: 0..<6, using: &self) {
            case 0 where position < bytes.count: bytes[position] = telling()
            case 1 where position < bytes.count: bytes.remove(at: position)
            case 2: bytes.insert(telling(), at: position)
            case 3: bytes.insert(contentsOf: bytes[position...].prefix(40), at: position)
            case 4 where bytes.count > 8: bytes.removeLast(Int.random(in: 1...8, using: &self))
            default: bytes.insert(UInt8.random(in: 0...255, using: &self), at: position)
            }
        }
        return bytes
    }

    /// A byte that means something to a parser.
    mutating func telling() -> UInt8 {
        let bytes = Array("|^~\\&#\r\n\u{0B}\u{1C}\"MSHXFE01.-()\0".utf8) + [0x80, 0xC3, 0xFF]
        return bytes[Int.random(in: 0..<bytes.count, using: &self)]
    }
}
