/// The bytes that tell one part of an interchange from another, as its ISA declares them (X12.5, ISA).
public struct Delimiters: Hashable, Sendable {
    /// Between two elements: the byte behind `ISA`.
    public let element: UInt8
    /// Between two components of an element: ISA-16.
    public let component: UInt8
    /// Between two repetitions of an element: ISA-11 from version 00402 on; before there are none.
    public let repetition: UInt8?
    /// Behind each segment: the byte behind ISA-16.
    public let terminator: UInt8

    /// Takes bytes that could be told apart; `nil` where two are the same, or one could be in text.
    public init?(element: UInt8, component: UInt8, repetition: UInt8?, terminator: UInt8) {
        let all = [element, component, terminator] + (repetition.map { [$0] } ?? [])
        guard Set(all).count == all.count, all.allSatisfy({ !ASCII.isLetterOrDigit($0) && $0 != 0x20 }) else {
            return nil
        }
        self.element = element
        self.component = component
        self.repetition = repetition
        self.terminator = terminator
    }
}

/// Questions about bytes.
enum ASCII {
    static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    static func isUpperCase(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) }

    static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        isDigit(byte) || isUpperCase(byte & 0xDF)
    }

    /// CR or LF.
    static func isLineEnd(_ byte: UInt8) -> Bool { byte == 0x0D || byte == 0x0A }

    /// The number that up to nine digits stand for; `nil` of anything else.
    static func number(_ bytes: some Collection<UInt8>) -> Int? {
        guard (1...9).contains(bytes.count), bytes.allSatisfy(isDigit) else { return nil }
        return bytes.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }
}
