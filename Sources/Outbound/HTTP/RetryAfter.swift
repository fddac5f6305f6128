import SyncModel

/// How long a server asks us to stay away (RFC 9110 §10.2.3).
enum RetryAfter {
    /// What no server can exceed: a wrong clock or a typing error there must not stop an endpoint for days.
    static let longest = Duration.seconds(3600)

    /// The delay that a `Retry-After` value asks for; nil where it can't be read.
    ///
    /// Takes whole seconds, seconds with a fraction (seen in the field), and an HTTP date. A date is measured from the
    /// answer's own `Date` where there is one, so that a wrong clock on either side doesn't matter. What has passed is
    /// 0.
    static func delay(
        _ value: String, date: String? = nil, now: UTCTime, longest: Duration = longest
    ) -> Duration? {
        let text = trimmed(value)
        if let seconds = seconds(text, longest: longest) { return seconds }
        guard let until = HTTPDate.parse(text, now: now) else { return nil }
        let reference = date.flatMap { HTTPDate.parse(trimmed($0), now: now) } ?? now
        return min(max(until.elapsed(since: reference), .zero), longest)
    }

    private static func seconds(_ text: String, longest: Duration) -> Duration? {
        let parts = text.utf8.split(separator: 0x2E, maxSplits: 1, omittingEmptySubsequences: false)
        let digits = 0x30...0x39 as ClosedRange<UInt8>
        guard let whole = parts.first, !whole.isEmpty,
            parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy(digits.contains) })
        else { return nil }
        // More digits than a machine word holds are more than any cap.
        guard let seconds = Int64(Substring(whole)), .seconds(seconds) < longest else { return longest }
        guard parts.count == 2 else { return .seconds(seconds) }
        let thousandths = (Substring(parts[1]) + "000").prefix(3)
        return min(.seconds(seconds) + .milliseconds(Int64(thousandths) ?? 0), longest)
    }

    private static func trimmed(_ text: String) -> String {
        let isSpace = { (character: Character) in character == " " || character == "\t" }
        var rest = text.drop(while: isSpace)
        while let last = rest.last, isSpace(last) { rest.removeLast() }
        return String(rest)
    }
}
