/// Cuts what is written to a terminal into characters, controls and sequences (ECMA-48 §5, xterm's ctlseqs).
struct SequenceParser: Sendable {
    enum Piece: Hashable, Sendable {
        case character(Unicode.Scalar)
        case control(UInt8)
        /// What follows an ESC: an intermediate byte, or 0, and the last.
        case escape(UInt8, UInt8)
        case sequence(Sequence)
    }

    /// What begins with `ESC [`.
    struct Sequence: Hashable, Sendable {
        /// `?`, `>`, `=`, or 0.
        var prefix: UInt8 = 0
        var parameters: [[Int]] = []
        var intermediate: UInt8 = 0
        var final: UInt8 = 0

        /// A number, or what stands in for one that is left out or 0.
        func number(_ place: Int, or usual: Int = 1) -> Int {
            let found = parameters.indices.contains(place) ? parameters[place].first ?? 0 : 0
            return found == 0 ? usual : found
        }
    }

    private enum State: Sendable {
        case ground
        case escape(UInt8)
        case sequence([UInt8])
        /// A title, the clipboard and their like, until BEL or ESC \.
        case string(isOperatingSystem: Bool, length: Int, hasEscape: Bool)
        /// Some bytes that mean nothing to us.
        case skip(Int)
    }

    private var state = State.ground
    private var bytes: [UInt8] = []

    /// The pieces that end with a byte.
    mutating func pieces(from byte: UInt8) -> [Piece] {
        switch state {
        case .ground: return ground(byte)
        case .escape(let intermediate): return escape(byte, intermediate)
        case .sequence(let body): return sequence(byte, body)
        case .string(let isOperatingSystem, let length, let hasEscape):
            string(byte, isOperatingSystem, length, hasEscape)
        case .skip(let count): state = count > 1 ? .skip(count - 1) : .ground
        }
        return []
    }

    private mutating func ground(_ byte: UInt8) -> [Piece] {
        if byte == 0x1B {
            state = .escape(0)
            return broken()
        }
        if byte < 0x20 || byte == 0x7F { return broken() + [.control(byte)] }
        if byte < 0x80 { return broken() + [.character(Unicode.Scalar(byte))] }
        var before: [Piece] = []
        if byte >= 0xC0 { before = broken() }
        bytes.append(byte)
        let length = bytes[0] >= 0xF0 ? 4 : bytes[0] >= 0xE0 ? 3 : bytes[0] >= 0xC0 ? 2 : 1
        guard bytes.count >= length else { return before }
        let scalars = String(decoding: bytes, as: UTF8.self).unicodeScalars
        bytes = []
        return before + scalars.map(Piece.character)
    }

    /// A character that was begun and never ended.
    private mutating func broken() -> [Piece] {
        guard !bytes.isEmpty else { return [] }
        bytes = []
        return [.character("\u{FFFD}")]
    }

    private mutating func escape(_ byte: UInt8, _ intermediate: UInt8) -> [Piece] {
        state = .ground
        switch byte {
        case 0x5B where intermediate == 0: state = .sequence([])
        case 0x5D where intermediate == 0: state = .string(isOperatingSystem: true, length: 0, hasEscape: false)
        case 0x50, 0x58, 0x5E, 0x5F,
            0x6B where intermediate == 0:
            state = .string(isOperatingSystem: false, length: 0, hasEscape: false)
        case 0x20...0x2F: state = .escape(byte)
        case 0x1B: state = .escape(0)
        default: return [.escape(intermediate, byte)]
        }
        return []
    }

    private mutating func sequence(_ byte: UInt8, _ body: [UInt8]) -> [Piece] {
        switch byte {
        case 0x1B: state = .escape(0)
        case 0x00...0x1F: return [.control(byte)]
        case 0x20...0x3F: state = .sequence(body + [byte])
        default:
            state = .ground
            // The function keys of the Linux console; nothing sends them to a terminal.
            if byte == 0x5B, body.isEmpty { return [] }
            return [.sequence(Self.read(body, final: byte))]
        }
        return []
    }

    private static func read(_ body: [UInt8], final: UInt8) -> Sequence {
        var found = Sequence(final: final)
        var text: [UInt8] = []
        for byte in body {
            switch byte {
            case 0x3C...0x3F: found.prefix = byte
            case 0x20...0x2F: found.intermediate = byte
            default: text.append(byte)
            }
        }
        guard !text.isEmpty else { return found }
        found.parameters = text.split(separator: 0x3B, omittingEmptySubsequences: false).map { group in
            group.split(separator: 0x3A).map { Int(String(decoding: $0, as: UTF8.self)) ?? 0 }
        }
        return found
    }

    private mutating func string(_ byte: UInt8, _ isOperatingSystem: Bool, _ length: Int, _ hasEscape: Bool) {
        if byte == 0x07 || (hasEscape && byte == 0x5C) {
            state = .ground
        } else if isOperatingSystem, length == 0, byte == 0x52 {
            // The Linux console's colours, set back: it ends without a mark.
            state = .ground
        } else if isOperatingSystem, length == 0, byte == 0x50 {
            state = .skip(7)
        } else {
            state = .string(isOperatingSystem: isOperatingSystem, length: length + 1, hasEscape: byte == 0x1B)
        }
    }
}
