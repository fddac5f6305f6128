import JSONText
import SyncModel
import X12
import Yams

extension Section {

    /// What a source says of one kind of message.
    fileprivate func messageReading() -> MessageReading? {
        let message = required("message") { $0.messageType() }
        let event = required("event") { $0.eventWord() }
        let version = optional("version", else: 1) { $0.whole(1...9999) }
        guard let message, let event else { return nil }
        var reading = MessageReading(message: message, event: event, version: version, fields: [:])
        let grammar = reading.grammar
        reading.each = optional("each", else: nil) { $0.eachPath(grammar) }
        reading.conditions = optional("when", else: [:]) { $0.conditions(grammar) }
        reading.action = optional("action", else: nil) { $0.action(grammar) }
        guard let fields = required("fields", { $0.fieldReadings(grammar) }) else { return nil }
        reading.fields = fields
        findings.readings.append((reading, self))
        return reading
    }
}

extension Value {
    /// The readings of a source.
    func messageReadings() -> [MessageReading]? {
        list { value in
            value.section(["message", "event", "version", "each", "when", "action", "fields"])?.messageReading()
        }
    }

    fileprivate func eachPath(_ grammar: MessageReading.Grammar) -> String? {
        switch grammar {
        case .segments:
            parsed("the name of a segment, such as FT1") { $0.utf8.count == 3 && $0.isUpperCaseCode ? $0 : nil }
        case .json: place(grammar)
        case .elements: loop()
        case .columns: refuse("has no meaning in a table: each row is one event; take it out")
        }
    }

    /// A place in a message of this grammar.
    fileprivate func place(_ grammar: MessageReading.Grammar) -> String? {
        switch grammar {
        case .segments: fieldPath()
        case .json: parsed("a path such as code.coding[0].code") { JSONPath($0) == nil ? nil : $0 }
        case .columns: text()
        case .elements:
            parsed("a place such as BIG-02, N1[SU]-04 or IT1-06[VN]") { Self.element($0)?.element == nil ? nil : $0 }
        }
    }

    /// What a loop of a transaction set begins with.
    private func loop() -> String? {
        parsed("what a loop begins with, such as IT1") { text in
            Self.element(text).flatMap { $0.element == nil ? text : nil }
        }
    }

    private static func element(_ text: String) -> X12.Path? {
        do throws(PathError) { return try X12.Path(text) } catch { return nil }
    }

    fileprivate func conditions(_ grammar: MessageReading.Grammar) -> [String: [String]]? {
        guard let section = section(nil) else { return nil }
        var result: [String: [String]] = [:]
        for path in section.names {
            guard let value = section[path], checked(path, grammar, at: value) else { continue }
            result[path] = value.words()
        }
        return result
    }

    fileprivate func action(_ grammar: MessageReading.Grammar) -> MessageReading.Action? {
        guard let section = section(["path", "reverse", "none"]),
            let path = section.required("path", { $0.place(grammar) })
        else { return nil }
        return MessageReading.Action(
            path: path, reverse: section.optional("reverse", else: []) { $0.words() },
            none: section.optional("none", else: []) { $0.words() })
    }

    /// One word, or a list of them.
    private func words() -> [String]? {
        guard case .sequence = node else { return text().map { [$0] } }
        return list { $0.text() }
    }

    fileprivate func fieldReadings(_ grammar: MessageReading.Grammar) -> [String: FieldReading]? {
        guard let section = section(nil) else { return nil }
        var result: [String: FieldReading] = [:]
        for name in section.names {
            guard let value = section[name] else { continue }
            guard name.isFieldName else {
                findings.error(value.place, "'\(name.quotable)' is no name of a field; use that of the contract")
                continue
            }
            // One that can't be read has been told of: nobody is asked for it again.
            result[name] = value.fieldReading(grammar) ?? .unread
        }
        return result
    }

    /// A path, a list of paths, `{path, else, words}`, `{path, udi}`, `{path, implied-decimals}`, `{product, digits}`,
    /// or `{each, fields}` for lines.
    private func fieldReading(_ grammar: MessageReading.Grammar) -> FieldReading? {
        switch node {
        case .scalar: return place(grammar).map { FieldReading(paths: [$0]) }
        case .sequence: return list { $0.place(grammar) }.map { FieldReading(paths: $0) }
        default: break
        }
        let keys = ["path", "paths", "else", "words", "udi", "implied-decimals", "product", "digits", "each", "fields"]
        guard let section = section(keys) else { return nil }
        if section["each"] != nil || section["fields"] != nil {
            guard grammar == .json || grammar == .elements else {
                return refuse("can hold lines in JSON and X12 only; read each line as an event")
            }
            let each = section.required("each") { $0.eachPath(grammar) }
            let fields = section.required("fields") { $0.fieldReadings(grammar) }
            guard let each, let fields else { return nil }
            return FieldReading(paths: [each], lines: fields)
        }
        let fallback = section.optional("else", else: nil) { $0.text() }
        let paths =
            section.optional("paths", else: nil) { $0.list { $0.place(grammar) } }
            ?? section.optional("path", else: nil) { $0.place(grammar) }.map { [$0] } ?? []
        let factors = section.optional("product", else: nil) { $0.list { $0.place(grammar) } } ?? []
        guard !paths.isEmpty || fallback != nil || !factors.isEmpty else {
            return refuse("needs a path, or what it is 'else'")
        }
        var reading = FieldReading(
            paths: paths, fallback: fallback, words: section.optional("words", else: [:]) { $0.wordTable() })
        reading.device = section.optional("udi", else: nil) { $0.choice(FieldReading.DevicePart.self) }
        reading.impliedDecimals = section.optional("implied-decimals", else: nil) { $0.whole(1...9) }
        let digits = section.optional("digits", else: nil) { $0.whole(0...9) }
        if !factors.isEmpty { reading.product = FieldReading.Product(of: factors, digits: digits) }
        if factors.isEmpty, let place = section.keyPlaces["digits"] {
            findings.error(place, "'digits' says how a 'product' is rounded, and there is none; take it out")
        }
        return reading
    }

    private func wordTable() -> [String: String]? {
        guard let section = section(nil) else { return nil }
        var result: [String: String] = [:]
        for word in section.names { result[word] = section[word]?.text() }
        return result
    }

    private func checked(_ path: String, _ grammar: MessageReading.Grammar, at value: Value) -> Bool {
        let isSound =
            switch grammar {
            case .segments: path.isSegmentPath
            case .json: JSONPath(path) != nil
            case .columns: !path.isEmpty
            case .elements: Self.element(path)?.element != nil
            }
        if !isSound { findings.error(value.place, "'\(path.quotable)' is no place in such a message; mend the path") }
        return isSound
    }
}
