/// The envelope of one message on a stream: `VT message FS CR` (HL7 Transport Specification: MLLP, release 1).
public enum MLLPFrame {
    /// The byte that opens a frame, VT.
    public static let start: UInt8 = 0x0B
    /// The byte that ends its content, FS; a CR follows.
    public static let end: UInt8 = 0x1C

    /// The bytes to send for `message`.
    public static func wrap(_ message: [UInt8]) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(message.count + 3)
        bytes.append(start)
        bytes.append(contentsOf: message)
        bytes.append(end)
        bytes.append(ASCII.carriageReturn)
        return bytes
    }
}
