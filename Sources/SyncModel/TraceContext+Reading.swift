extension TraceContext {
    /// The message that a trace id of this state belongs to; `nil` where `text` is none of its trace ids.
    ///
    /// Takes the 32 digits of a trace id or a whole `traceparent` (W3C Trace Context §3.2), in either case, with blanks
    /// around it.
    public static func message(ofTrace text: String, state: UInt64) -> MessageID? {
        let parts = text.filter { !$0.isWhitespace }.split(separator: "-", omittingEmptySubsequences: false)
        let id: Substring
        switch parts.count {
        case 1: id = parts[0]
        case 4 where parts[0].count == 2 && parts[2].count == 16: id = parts[1]
        default: return nil
        }
        guard id.utf8.count == 32, let own = UInt64(id.prefix(16), radix: 16), own == state,
            let number = UInt64(id.suffix(16), radix: 16), let message = Int64(exactly: number), message > 0
        else { return nil }
        return MessageID(rawValue: message)
    }
}
