/// Writes JSON (RFC 8259) straight into bytes. The caller opens and closes; commas are put in here.
public struct JSONWriter {
    /// What was written so far.
    public private(set) var bytes: [UInt8] = []
    private var needsComma = false

    /// An empty text with room for `capacity` bytes.
    public init(capacity: Int = 512) { bytes.reserveCapacity(capacity) }

    /// Begins an object, as a value.
    public mutating func openObject() { open(0x7B) }
    /// Ends the object begun last.
    public mutating func closeObject() { close(0x7D) }
    /// Begins an array, as a value.
    public mutating func openArray() { open(0x5B) }
    /// Ends the array begun last.
    public mutating func closeArray() { close(0x5D) }

    /// The name of the member whose value comes next; plain ASCII that needs no escape.
    public mutating func key(_ name: String) {
        if needsComma { bytes.append(0x2C) }
        bytes.append(0x22)
        bytes.append(contentsOf: name.utf8)
        bytes.append(0x22)
        bytes.append(0x3A)
        needsComma = false
    }

    /// The name of the member whose value comes next, escaped where JSON asks for it.
    public mutating func name(_ name: String) {
        string(name)
        bytes.append(0x3A)
        needsComma = false
    }

    /// `true` or `false`, as a value.
    public mutating func flag(_ flag: Bool) { number(flag ? "true" : "false") }

    /// `null`, as a value.
    public mutating func null() { number("null") }

    /// The same for a name that was made a ``Key`` before.
    public mutating func key(_ key: Key) {
        bytes.append(contentsOf: needsComma ? key.following : key.first)
        needsComma = false
    }

    /// A string value.
    public mutating func string(_ text: String) {
        openString()
        for byte in text.utf8 { appendEscaped(byte) }
        closeString()
    }

    /// A whole value as it was read: numbers in their digits, members in their order.
    public mutating func value(_ value: JSONValue) {
        switch value {
        case .null: null()
        case .bool(let flag): self.flag(flag)
        case .number(let digits): number(digits)
        case .string(let text): string(text)
        case .array(let elements):
            openArray()
            for element in elements { self.value(element) }
            closeArray()
        case .object(let members):
            openObject()
            for member in members {
                name(member.name)
                self.value(member.value)
            }
            closeObject()
        }
    }

    /// A number value, in digits that are already JSON (RFC 8259 §6): never rounded on the way.
    public mutating func number(_ digits: String) {
        separate()
        bytes.append(contentsOf: digits.utf8)
    }

    /// A number value from bytes that are already JSON.
    public mutating func number(_ digits: ArraySlice<UInt8>) {
        separate()
        bytes.append(contentsOf: digits)
    }

    /// Begins a string value that is written byte by byte.
    public mutating func openString() {
        separate()
        bytes.append(0x22)
    }

    /// Ends the string value begun last.
    public mutating func closeString() { bytes.append(0x22) }

    /// Bytes of a string value that need no escape, all at once.
    public mutating func appendPlain(_ text: ArraySlice<UInt8>) { bytes.append(contentsOf: text) }

    /// A byte of UTF-8 inside a string value, escaped where JSON asks for it (RFC 8259 §7).
    @inline(__always)
    public mutating func appendEscaped(_ byte: UInt8) {
        if Self.needsEscape(byte) {
            appendEscape(of: byte)
        } else {
            bytes.append(byte)
        }
    }

    /// Whether a byte of UTF-8 can't stand in a string value as it is.
    @inline(__always)
    public static func needsEscape(_ byte: UInt8) -> Bool { byte < 0x20 || byte == 0x22 || byte == 0x5C }

    private mutating func appendEscape(of byte: UInt8) {
        bytes.append(0x5C)
        switch byte {
        case 0x22, 0x5C: bytes.append(byte)
        case 0x09: bytes.append(0x74)
        case 0x0A: bytes.append(0x6E)
        case 0x0D: bytes.append(0x72)
        default:
            bytes.append(contentsOf: [0x75, 0x30, 0x30, 0x30 + (byte >> 4)])
            let low = byte & 15
            bytes.append(low < 10 ? 0x30 + low : 0x57 + low)
        }
    }

    private mutating func separate() {
        if needsComma { bytes.append(0x2C) }
        needsComma = true
    }

    private mutating func open(_ mark: UInt8) {
        separate()
        bytes.append(mark)
        needsComma = false
    }

    private mutating func close(_ mark: UInt8) {
        bytes.append(mark)
        needsComma = true
    }

    /// The name of a member as it is written: quotes and colon included, and the comma where it isn't the first.
    public struct Key: Sendable {
        fileprivate let first: [UInt8]
        fileprivate let following: [UInt8]

        /// Plain ASCII that needs no escape.
        public init(_ name: String) {
            first = Array("\"\(name)\":".utf8)
            following = [0x2C] + first
        }
    }
}
