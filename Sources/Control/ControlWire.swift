import Foundation

/// How requests and replies stand on a Unix socket: one JSON object a line.
enum ControlWire {
    /// What a line may hold at most, in bytes.
    static let longestLine = 8 << 20

    /// Where the socket of a state is.
    static func socketPath(state path: String) -> String { path + ".sock" }

    /// A value as a line.
    static func line(_ value: some Encodable) throws -> Data {
        var line = try JSONEncoder().encode(value)
        line.append(0x0a)
        return line
    }

    /// The value of a line.
    static func value<Value: Decodable>(_ type: Value.Type, of line: Data) throws -> Value {
        try JSONDecoder().decode(type, from: line)
    }
}
