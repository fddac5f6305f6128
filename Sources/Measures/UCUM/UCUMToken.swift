/// One simple unit or number of an expression: `mm2`, `10*-7`, `[lb_av]`, `12`.
struct UCUMToken {
    private let text: String
    private let stem: String
    private let exponent: Substring
    /// Of the first character, from 1.
    private let position: Int

    /// Largest exponent in either direction: far beyond any unit, and small enough to compute.
    static let maximumExponent = 99

    init(_ bytes: ArraySlice<UInt8>, position: Int) {
        self.position = position
        text = String(decoding: bytes, as: UTF8.self)
        let digits = text.utf8.reversed().prefix { Self.isDigit($0) }.count
        var stemLength = text.utf8.count - digits
        let head = Array(text.utf8.prefix(stemLength))
        if digits > 0, head.last == UInt8(ascii: "-") || head.last == UInt8(ascii: "+") { stemLength -= 1 }
        stem = String(decoding: text.utf8.prefix(stemLength), as: UTF8.self)
        exponent = text.dropFirst(stemLength)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    func term(in catalog: UCUMCatalog) throws(UCUMError) -> UCUMTerm {
        if let number = BigNatural(digits: text.utf8) {
            guard !number.isZero else { throw .zeroFactor(position: position) }
            return .number(number)
        }
        guard let (prefix, code) = catalog.split(stem) else { throw unknown(in: catalog) }
        guard !exponent.isEmpty else { return .unit(prefix: prefix, code: code, exponent: 1) }
        guard let power = Int(exponent), power.magnitude <= Self.maximumExponent else {
            throw .exponentTooLarge(position: position + stem.utf8.count)
        }
        return .unit(prefix: prefix, code: code, exponent: power)
    }

    /// The most helpful thing to say about a token that is no unit.
    private func unknown(in catalog: UCUMCatalog) -> UCUMError {
        let afterNumber = stem.drop { $0.isASCII && $0.isNumber }
        if !stem.isEmpty, afterNumber.isEmpty { return .exponentOnNumber(text, position: position) }
        if afterNumber.count < stem.count, catalog.split(String(afterNumber)) != nil {
            return .numberWithoutDot(text, position: position)
        }
        for prefix in catalog.prefixes.keys.sorted() where stem.hasPrefix(prefix) {
            let rest = String(stem.dropFirst(prefix.count))
            if catalog.definitions[rest] != nil {
                return .prefixNotAllowed(prefix: prefix, unit: rest, position: position)
            }
        }
        return .unknownUnit(text, position: position, suggestion: catalog.nearest(to: stem))
    }
}
