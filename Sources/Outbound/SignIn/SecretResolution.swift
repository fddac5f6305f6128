import Catalog
import FoundationEssentials

/// A secret that can't be read now. Names the place, never the value.
enum SecretError: Error, Sendable, Hashable {
    /// The environment variable isn't set, or is empty.
    case variableMissing(String)
    /// The file can't be read.
    case fileUnreadable(String)
    /// The file holds nothing, or something that isn't text.
    case fileUnusable(String)

    /// One sentence for the operator.
    var sentence: String {
        switch self {
        case .variableMissing(let name): "The environment variable \(name), which should hold a secret, isn't set."
        case .fileUnreadable(let path): "The file \(path), which should hold a secret, can't be read."
        case .fileUnusable(let path): "The file \(path), which should hold a secret, is empty or isn't text."
        }
    }
}

/// Where secrets are looked up. Read anew for each sign-in, so that a rotated secret needs no restart.
struct SecretResolution: Sendable {
    /// The value of an environment variable.
    var variable: @Sendable (String) -> String?
    /// The bytes of a file.
    var file: @Sendable (String) -> [UInt8]?

    /// The process's own environment and files.
    static let process = SecretResolution(
        variable: { ProcessInfo.processInfo.environment[$0] },
        file: { FileManager.default.contents(atPath: $0).map(Array.init) }
    )

    /// The secret that `reference` names; the last line break of a file is not part of it.
    func resolve(_ reference: SecretReference) throws(SecretError) -> Secret {
        switch reference {
        case .environment(let name):
            guard let value = variable(name), !value.isEmpty else { throw .variableMissing(name) }
            return Secret(value)
        case .file(let path):
            guard var bytes = file(path) else { throw .fileUnreadable(path) }
            if bytes.last == 0x0A { bytes.removeLast() }
            if bytes.last == 0x0D { bytes.removeLast() }
            guard !bytes.isEmpty, let value = String(validating: bytes, as: UTF8.self) else {
                throw .fileUnusable(path)
            }
            return Secret(value)
        }
    }
}
