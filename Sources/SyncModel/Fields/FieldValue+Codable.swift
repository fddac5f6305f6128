import Measures

/// As JSON: text and flags as they are, a number as `{"#": "1.50"}`, a moment as `{"@": 1764000000000}`, a record as an
/// object, a list as an array. No name of a field begins with
/// `#`, `@` or `!`.
extension FieldValue: Codable {
    /// Reads what ``encode(to:)`` wrote.
    public init(from decoder: any Decoder) throws {
        if let list = try? decoder.unkeyedContainer() {
            self = .list(try Self.elements(of: list))
            return
        }
        if let object = try? decoder.container(keyedBy: FieldName.self) {
            if object.contains(.number) {
                self = .number(try object.decode(ExactDecimal.self, forKey: .number))
            } else if object.contains(.time) {
                self = .time(try object.decode(UTCTime.self, forKey: .time))
            } else {
                self = .record(try Fields(from: decoder))
            }
            return
        }
        let single = try decoder.singleValueContainer()
        if let flag = try? single.decode(Bool.self) {
            self = .flag(flag)
        } else {
            self = .text(try single.decode(String.self))
        }
    }

    private static func elements(of list: consuming any UnkeyedDecodingContainer) throws -> [FieldValue] {
        var elements: [FieldValue] = []
        var list = list
        while !list.isAtEnd { elements.append(try list.decode(FieldValue.self)) }
        return elements
    }

    /// Writes it so that its kind can be told again.
    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .text(let text):
            var container = encoder.singleValueContainer()
            try container.encode(text)
        case .flag(let flag):
            var container = encoder.singleValueContainer()
            try container.encode(flag)
        case .number(let number):
            var container = encoder.container(keyedBy: FieldName.self)
            try container.encode(number, forKey: .number)
        case .time(let time):
            var container = encoder.container(keyedBy: FieldName.self)
            try container.encode(time, forKey: .time)
        case .record(let fields): try fields.encode(to: encoder)
        case .list(let values):
            var container = encoder.unkeyedContainer()
            for value in values { try container.encode(value) }
        }
    }
}

extension Fields: Codable {
    /// Reads an object whose members are fields, and under `!` the paths that are about a patient.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: FieldName.self)
        var values: [String: FieldValue] = [:]
        for key in container.allKeys where key.stringValue != FieldName.patient.stringValue {
            values[key.stringValue] = try container.decode(FieldValue.self, forKey: key)
        }
        let paths = try container.decodeIfPresent([String].self, forKey: .patient) ?? []
        self.init(values, patientPaths: Set(paths))
    }

    /// Writes an object whose members are the fields.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: FieldName.self)
        for (name, value) in values { try container.encode(value, forKey: FieldName(name)) }
        if !patientPaths.isEmpty { try container.encode(patientPaths.sorted(), forKey: .patient) }
    }
}

private struct FieldName: CodingKey {
    static let number = FieldName("#")
    static let time = FieldName("@")
    static let patient = FieldName("!")

    let stringValue: String
    var intValue: Int? { nil }

    init(_ name: String) { stringValue = name }
    init?(stringValue: String) { self.init(stringValue) }
    init?(intValue: Int) { nil }
}
