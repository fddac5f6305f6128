import Measures
import SyncModel

extension Value {
    /// A duration such as `500ms`, `30s`, `5m`, `72h` or `400d`: more than nothing, at most 100 years.
    func duration() -> Duration? {
        parsed("a duration such as 500ms, 30s, 5m, 72h or 400d", Self.duration)
    }

    static func duration(_ text: String) -> Duration? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let count = Int64(digits), count > 0 else { return nil }
        let milliseconds: Int64
        switch text.dropFirst(digits.count) {
        case "ms": milliseconds = 1
        case "s": milliseconds = 1000
        case "m": milliseconds = 60_000
        case "h": milliseconds = 3_600_000
        case "d": milliseconds = 86_400_000
        default: return nil
        }
        let (total, overflow) = count.multipliedReportingOverflow(by: milliseconds)
        let century: Int64 = 36_525 * 86_400_000
        return overflow || total > century ? nil : .milliseconds(total)
    }

    /// A size such as `64KiB` or `16MiB`, in bytes: 1 KiB to 1 GiB.
    func byteCount() -> Int? {
        parsed("a size from 1KiB to 1024MiB") { text in
            let digits = text.prefix { $0.isASCII && $0.isNumber }
            guard let count = Int(digits), (1...1_048_576).contains(count) else { return nil }
            let bytes: Int
            switch text.dropFirst(digits.count) {
            case "KiB": bytes = count << 10
            case "MiB": bytes = count << 20
            default: return nil
            }
            return bytes <= 1 << 30 ? bytes : nil
        }
    }

    /// An exact number above zero, at most `maximum`.
    func positive(upTo maximum: Int? = nil) -> ExactDecimal? {
        parsed("a number above 0" + (maximum.map { " and at most \($0)" } ?? "")) { text in
            guard let number = ExactDecimal(text), number > ExactDecimal(0) else { return nil }
            if let maximum, number > ExactDecimal(maximum) { return nil }
            return number
        }
    }

    /// A kind of message as flows name it: `DFT^P03` (HL7 v2.5.1 §2.A.43, MSG.1 and MSG.2), `fhir:` with the type of a
    /// resource, `event:` with the type of a CloudEvent, or `x12:` with the number of a transaction set.
    func messageType() -> String? {
        parsed("a message type such as DFT^P03, fhir:ChargeItem, event:com.example.invoice, x12:810 or csv,") { text in
            if text == "csv" { return text }
            if text.hasPrefix(Source.setPrefix) {
                let number = text.utf8.dropFirst(4)
                return number.count == 3 && number.allSatisfy { (0x30...0x39).contains($0) } ? text : nil
            }
            if text.hasPrefix("fhir:") { return text.dropFirst(5).isResourceType ? text : nil }
            if text.hasPrefix("event:") { return text.dropFirst(6).isEventType ? text : nil }
            let parts = text.split(separator: "^", omittingEmptySubsequences: false)
            guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 3 && $0.isUpperCaseCode }) else { return nil }
            return text
        }
    }

    /// Where a field stands in the segments after the event's own: `ZSU-3` or `ZSU-3.1`.
    func fieldPath() -> String? {
        parsed("a field such as ZSU-3 or ZSU-3.1") { $0.isSegmentPath ? $0 : nil }
    }

    /// One word for each of ours, as in `{OR-CORE: 101A, "4100": CC-ICU}`; at most `length` characters each.
    func words(upTo length: Int = 100) -> [String: String]? {
        guard let section = section(nil) else { return nil }
        var words: [String: String] = [:]
        for name in section.names {
            guard let value = section[name], let word = value.text() else { return nil }
            guard word.count <= length else { return value.refuse("has at most \(length) characters there") }
            words[name] = word
        }
        guard !words.isEmpty else { return refuse("needs at least one entry") }
        return words
    }

    /// A movement type of SAP's: three digits or letters, as `201`.
    func movementType() -> String? {
        parsed("a movement type of three characters, such as 201") { text in
            text.utf8.count == 3 && text.utf8.allSatisfy(\.isASCIILetterOrDigit) ? text : nil
        }
    }

    /// A path of a file; a relative one starts from the catalog's folder.
    func filePath() -> String? {
        text().map { findings.absolute($0) }
    }

    /// Where a secret is kept. The secret itself is refused, and not repeated.
    func secret() -> SecretReference? {
        guard let text = text() else { return nil }
        guard let reference = SecretReference(text) else {
            return refuse("must not hold the secret itself; write env:NAME or file:PATH")
        }
        guard case .file(let path) = reference else { return reference }
        return .file(findings.absolute(path))
    }
}

extension Findings {
    /// `path` itself where it is absolute, or nobody knows where the catalog is.
    func absolute(_ path: String) -> String {
        guard let location, !path.hasPrefix("/") else { return path }
        return location + "/" + path
    }
}

extension StringProtocol {
    /// Whether this could be the type of a resource: letters, the first of them upper case (FHIR R4 §2.26).
    fileprivate var isResourceType: Bool {
        let letters = UInt8(ascii: "A")...UInt8(ascii: "Z")
        guard let first = utf8.first, letters.contains(first), utf8.count <= 64 else { return false }
        return utf8.allSatisfy { letters.contains($0 & 0xDF) }
    }

    /// Whether this could be the type of an event: visible ASCII, at most 128 of it (CloudEvents 1.0, `type`).
    fileprivate var isEventType: Bool {
        (1...128).contains(utf8.count) && utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }

    /// Whether this begins with an upper-case letter and goes on with upper-case letters and digits.
    var isUpperCaseCode: Bool {
        let letters = UInt8(ascii: "A")...UInt8(ascii: "Z")
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        guard let first = utf8.first, letters.contains(first) else { return false }
        return utf8.allSatisfy { letters.contains($0) || digits.contains($0) }
    }
}

extension String {
    /// A field of a segment, with a component and a subcomponent or without: `FT1-7`, `FT1-7.1`, `PID-3.4.2`.
    var isSegmentPath: Bool {
        let parts = split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].utf8.count == 3, parts[0].isUpperCaseCode else { return false }
        let numbers = parts[1].split(separator: ".", omittingEmptySubsequences: false)
        return (1...3).contains(numbers.count)
            && numbers.allSatisfy { Int($0).map { (1...999).contains($0) } == true && !$0.hasPrefix("+") }
    }
}
