/// The bytes this module names. HL7 structure is ASCII in every character set it may be sent in.
enum ASCII {
    static let lineFeed: UInt8 = 0x0A
    static let verticalTab: UInt8 = 0x0B
    static let carriageReturn: UInt8 = 0x0D
    static let fileSeparator: UInt8 = 0x1C
    static let space: UInt8 = 0x20
    static let quote: UInt8 = 0x22
    static let questionMark: UInt8 = 0x3F

    @inline(__always)
    static func isLineEnd(_ byte: UInt8) -> Bool {
        byte == carriageReturn || byte == lineFeed
    }

    @inline(__always)
    static func isDigit(_ byte: UInt8) -> Bool {
        byte &- 0x30 < 10
    }

    @inline(__always)
    static func isLetter(_ byte: UInt8) -> Bool {
        (byte | 0x20) &- 0x61 < 26
    }

    /// The value of a hexadecimal digit of either case.
    static func hexValue(_ byte: UInt8) -> UInt8? {
        if isDigit(byte) { return byte &- 0x30 }
        let lower = byte | 0x20
        return lower >= 0x61 && lower <= 0x66 ? lower &- 0x57 : nil
    }
}
