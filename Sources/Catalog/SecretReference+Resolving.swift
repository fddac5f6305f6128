extension SecretReference: CustomStringConvertible {
    /// Reads `env:NAME` or `file:PATH`; `nil` for anything else.
    public init?(_ text: String) {
        let name = String(text.drop { $0 != ":" }.dropFirst())
        guard !name.isEmpty else { return nil }
        if text.hasPrefix("env:") {
            guard name.utf8.allSatisfy({ $0.isASCIILetterOrDigit || $0 == UInt8(ascii: "_") }) else { return nil }
            self = .environment(name)
        } else if text.hasPrefix("file:") {
            self = .file(name)
        } else {
            return nil
        }
    }

    /// The reference as the catalog writes it; never the secret.
    public var description: String {
        switch self {
        case .environment(let name): "env:\(name)"
        case .file(let path): "file:\(path)"
        }
    }

    /// The secret itself, from `environment` or the file, without the last line break. Keep it out of logs.
    public func resolve(environment: [String: String]) throws(SecretProblem) -> String {
        let secret: String
        switch self {
        case .environment(let name):
            guard let value = environment[name] else { throw .missing(self) }
            secret = value
        case .file(let path):
            secret = try Self.content(of: path, self)
        }
        guard !secret.isEmpty else { throw .empty(self) }
        return secret
    }

    private static func content(of path: String, _ reference: Self) throws(SecretProblem) -> String {
        let bytes: [UInt8]
        do {
            bytes = try DirectoryTree(path: path.hasPrefix("/") ? "/" : ".").bytes(of: path)
        } catch {
            throw error == .missing ? .missing(reference) : .unreadable(reference, error.sentence)
        }
        guard var text = String(validating: bytes, as: UTF8.self) else {
            throw .unreadable(reference, "it isn't UTF-8; write the secret as text")
        }
        if text.hasSuffix("\r\n") || text.hasSuffix("\n") { text.removeLast() }
        return text
    }
}

/// Why a secret that the catalog refers to isn't at hand. Never holds any part of a secret.
public enum SecretProblem: Error, Sendable, Hashable, CustomStringConvertible {
    /// The variable isn't set, or there is no such file.
    case missing(SecretReference)
    /// There is a file, but it can't be read.
    case unreadable(SecretReference, String)
    /// It is there and empty.
    case empty(SecretReference)

    /// What is wrong and what to do, in one sentence.
    public var description: String {
        switch self {
        case .missing(.environment(let name)):
            "The environment variable \(name) isn't set; set it to the secret before the start."
        case .missing(.file(let path)):
            "There is no file \(path.quotable); put the secret there, readable for this user only."
        case .unreadable(let reference, let reason): "The secret \(reference.description.quotable): \(reason)."
        case .empty(let reference): "The secret \(reference.description.quotable) is empty; put the secret there."
        }
    }
}
