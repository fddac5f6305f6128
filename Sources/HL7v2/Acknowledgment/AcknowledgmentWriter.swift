/// Writes the segments of an acknowledgment in the delimiters and character set of the message it answers.
struct AcknowledgmentWriter {
    private(set) var bytes: [UInt8] = []
    private let delimiters: Delimiters
    private let coding: TextCoding

    init(answering header: Header) {
        delimiters = header.segment.delimiters
        coding = header.segment.coding
        bytes.reserveCapacity(256)
    }

    /// MSH: swapped parties, `ACK^event^ACK`, and MSH-11, 12, 18 as they came.
    mutating func header(_ original: Header, controlID: String, timestamp: String) {
        start("MSH")
        bytes.append(delimiters.field)
        bytes.append(contentsOf: delimiters.encodingCharacters)
        field(raw: original.receivingApplication.bytes)
        field(raw: original.receivingFacility.bytes)
        field(raw: original.sendingApplication.bytes)
        field(raw: original.sendingFacility.bytes)
        field(timestamp)
        field(raw: [])
        messageType(original.triggerEvent)
        field(controlID)
        let segment = original.segment
        field(raw: segment.field(11).isEmpty ? [0x50] : segment.field(11).bytes)
        field(raw: segment.field(12).isEmpty ? ArraySlice("2.5.1".utf8) : segment.field(12).bytes)
        if !segment.field(18).isEmpty {
            for _ in 13...17 { field(raw: []) }
            field(raw: segment.field(18).bytes)
        }
        finish()
    }

    /// MSA-1 to MSA-3.
    mutating func acknowledgment(_ code: AcknowledgmentCode, of controlID: ArraySlice<UInt8>, text: String?) {
        start("MSA")
        field(code.rawValue)
        field(raw: controlID)
        if let text { field(text) }
        finish()
    }

    /// One ERR of version 2.5 and later: ERR-2 place, 3 code, 4 severity, 5 own code, 7 diagnostic, 8 sentence.
    mutating func error(_ error: ErrorSegment) {
        start("ERR")
        field(raw: [])
        field(raw: location(error.location))
        field(components: [error.code.code, error.code.name, "HL70357"])
        field(error.severity.rawValue)
        field(error.applicationCode ?? "")
        field(raw: [])
        field(error.diagnostic ?? "")
        field(error.userMessage ?? "")
        finish()
    }

    /// The single ERR of earlier versions: ERR-1 repeats `segment^sequence^field^code&name&table`.
    mutating func earlyErrors(_ errors: [ErrorSegment]) {
        guard !errors.isEmpty else { return }
        start("ERR")
        bytes.append(delimiters.field)
        for (position, error) in errors.enumerated() {
            if position > 0 {
                guard let separator = delimiters.repetition else { break }
                bytes.append(separator)
            }
            text(error.location?.segment ?? "")
            bytes.append(delimiters.component)
            text(error.location.map { String($0.occurrence) } ?? "")
            bytes.append(delimiters.component)
            text(error.location?.field.map(String.init) ?? "")
            bytes.append(delimiters.component)
            text(error.code.code)
            guard let separator = delimiters.subcomponent else { continue }
            bytes.append(separator)
            text(error.code.name)
            bytes.append(separator)
            text("HL70357")
        }
        finish()
    }

    private mutating func messageType(_ event: FieldView) {
        field("ACK")
        guard !event.isEmpty else { return }
        bytes.append(delimiters.component)
        bytes.append(contentsOf: event.bytes)
        bytes.append(delimiters.component)
        text("ACK")
    }

    /// ERL: segment, its sequence, field, repetition, component, sub-component, as far as the path goes.
    private func location(_ path: Path?) -> [UInt8] {
        guard let path else { return [] }
        var parts = [path.segment, String(path.occurrence)]
        if let field = path.field {
            parts.append(String(field))
            if path.repetition != nil || path.component != nil { parts.append(String(path.repetition ?? 1)) }
            if let component = path.component { parts.append(String(component)) }
            if let subcomponent = path.subcomponent { parts.append(String(subcomponent)) }
        }
        return Array(parts.map { Array($0.utf8) }.joined(separator: [delimiters.component]))
    }

    private mutating func start(_ id: String) {
        bytes.append(contentsOf: id.utf8)
    }

    private mutating func field(raw value: some Collection<UInt8>) {
        bytes.append(delimiters.field)
        bytes.append(contentsOf: value)
    }

    private mutating func field(_ value: String) {
        bytes.append(delimiters.field)
        text(value)
    }

    private mutating func field(components: [String]) {
        bytes.append(delimiters.field)
        for (position, component) in components.enumerated() {
            if position > 0 { bytes.append(delimiters.component) }
            text(component)
        }
    }

    private mutating func text(_ value: String) {
        Escapes.append(value, delimiters, coding, to: &bytes)
    }

    /// Ends the segment. An echoed FS right before the CR would end the MLLP frame, so a separator goes between.
    private mutating func finish() {
        if bytes.last == ASCII.fileSeparator { bytes.append(delimiters.field) }
        bytes.append(ASCII.carriageReturn)
    }
}
