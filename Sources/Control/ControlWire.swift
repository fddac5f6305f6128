import Foundation
import Glibc

/// How requests and replies stand on a Unix socket: one JSON object a line.
enum ControlWire {
    /// What a line may hold at most, in bytes.
    static let longestLine = 8 << 20

    /// Where the socket of a state is.
    static func socketPath(state path: String) -> String { path + ".sock" }

    /// The address of a socket at `path`.
    static func address(of path: String) throws(ControlUnavailable) -> sockaddr_un {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        // One byte is the zero at the end.
        guard path.utf8.count < MemoryLayout.size(ofValue: address.sun_path) else {
            throw ControlUnavailable("The path \(path) is too long for a socket; keep the state at a shorter one.")
        }
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
        return address
    }

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
