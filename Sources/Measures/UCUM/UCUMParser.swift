/// Reads a UCUM expression (the case-sensitive grammar of the UCUM specification, §§3-12).
///
/// A recursive descent over the bytes. Depth and work are bounded by the length, which is checked first.
struct UCUMParser {
    private let bytes: [UInt8]
    private var position = 0

    /// - Parameter catalog: which units and prefixes exist.
    static func parse(_ code: String, catalog: UCUMCatalog) throws(UCUMError) -> UCUMTerm {
        var parser = try UCUMParser(code, catalog: catalog)
        return try parser.mainTerm()
    }

    private let catalog: UCUMCatalog

    private init(_ code: String, catalog: UCUMCatalog) throws(UCUMError) {
        self.catalog = catalog
        bytes = Array(code.utf8)
        guard !bytes.isEmpty else { throw .empty }
        guard bytes.count <= UCUMUnit.maximumLength else { throw .tooLong }
        if let illegal = bytes.firstIndex(where: { !(33...126).contains($0) }) {
            throw .illegalCharacter(position: illegal + 1)
        }
    }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skip(_ character: Character) -> Bool {
        guard next == character.asciiValue else { return false }
        position += 1
        return true
    }

    private mutating func mainTerm() throws(UCUMError) -> UCUMTerm {
        let result: UCUMTerm = skip("/") ? .reciprocal(try term()) : try term()
        guard next == nil else { throw unexpectedHere() }
        return result
    }

    private mutating func term() throws(UCUMError) -> UCUMTerm {
        var result = try component()
        while true {
            if skip(".") {
                result = .product(result, try component())
            } else if skip("/") {
                result = .quotient(result, try component())
            } else {
                return result
            }
        }
    }

    private mutating func component() throws(UCUMError) -> UCUMTerm {
        let start = position
        if skip("(") {
            let inner = try term()
            guard skip(")") else {
                throw next == nil ? .unbalanced(character: "(", position: start + 1) : unexpectedHere()
            }
            return .group(inner)
        }
        if try annotation() { return .annotation }
        let token = try token()
        guard !token.isEmpty else { throw .missingUnit(position: start + 1) }
        let result = try UCUMToken(token, position: start + 1).term(in: catalog)
        _ = try annotation()
        return result
    }

    /// Skips `{…}`; false when none stands here.
    private mutating func annotation() throws(UCUMError) -> Bool {
        let start = position
        guard skip("{") else { return false }
        while let byte = next, byte != UInt8(ascii: "}"), byte != UInt8(ascii: "{") { position += 1 }
        guard skip("}") else { throw .unbalanced(character: "{", position: start + 1) }
        return true
    }

    /// Everything up to the next operator. What stands in square brackets is part of the name, operators included.
    private mutating func token() throws(UCUMError) -> ArraySlice<UInt8> {
        let start = position
        while let byte = next {
            switch byte {
            case UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "{"),
                UInt8(ascii: "}"):
                return bytes[start..<position]
            case UInt8(ascii: "["):
                guard let end = bytes[position...].firstIndex(of: UInt8(ascii: "]")) else {
                    throw .unbalanced(character: "[", position: position + 1)
                }
                position = end + 1
            case UInt8(ascii: "]"):
                throw .unbalanced(character: "]", position: position + 1)
            default:
                position += 1
            }
        }
        return bytes[start...]
    }

    private func unexpectedHere() -> UCUMError {
        let byte = position < bytes.count ? bytes[position] : UInt8(ascii: "?")
        let character = String(Character(Unicode.Scalar(byte)))
        let closes = byte == UInt8(ascii: ")") || byte == UInt8(ascii: "}")
        return closes
            ? .unbalanced(character: character, position: position + 1)
            : .unexpected(character: character, position: position + 1)
    }
}
