/// The codes of the item master, in forms that agree where the codes mean the same.
struct CandidateCodes: Sendable {
    /// What an agreeing code says.
    struct Evidence: Sendable {
        /// The score it is worth, 0 to 100, where the description agrees too.
        var strength: Double
        /// What agrees.
        var reason: String
    }

    private var byNumber: [String: [Int]] = [:]
    private var byManufacturerNumber: [String: [Int]] = [:]
    private var byTradeItem: [String: [Int]] = [:]
    private let gtins: [String?]
    private let numbers: [(number: String, manufacturerNumber: String, gtin: String)]

    init(_ items: [MasterItem]) {
        gtins = items.map { item in item.gtin.map { Self.padded($0.filter(\.isASCIIDigit)) } }
        numbers = items.map { item in
            (Self.plain(item.number), Self.plain(item.manufacturerNumber ?? ""), item.gtin ?? "")
        }
        for (index, item) in items.enumerated() {
            byNumber[Self.plain(item.number), default: []].append(index)
            if let number = item.manufacturerNumber, !number.isEmpty {
                byManufacturerNumber[Self.withoutLeadingZeros(Self.plain(number)), default: []].append(index)
            }
            if let gtin = item.gtin, let key = Self.tradeItemKey(gtin) { byTradeItem[key, default: []].append(index) }
        }
    }

    /// The items whose codes agree with any of the sender's.
    func evidence(for query: CandidateQuery) -> [Int: Evidence] {
        var found: [Int: Evidence] = [:]
        for code in [query.code] + query.alternateCodes where !code.isEmpty {
            let plain = Self.plain(code)
            guard plain.count >= 3 else { continue }
            for key in Self.tradeItemKeys(of: code) {
                for index in byTradeItem[key] ?? [] { note(index, tradeItem(index, code), &found) }
            }
            let isTelling = plain.count >= 5
            for index in byManufacturerNumber[Self.withoutLeadingZeros(plain)] ?? [] {
                note(index, Evidence(strength: isTelling ? 96 : 70, reason: "same manufacturer number"), &found)
            }
            for index in byNumber[plain] ?? [] {
                note(index, Evidence(strength: isTelling ? 94 : 65, reason: "same item number"), &found)
            }
            guard isTelling else { continue }
            // An order suffix or a packaging letter behind the number is common: J416 and J416H.
            for cut in 1...2 {
                for index in byManufacturerNumber[Self.withoutLeadingZeros(String(plain.dropLast(cut)))] ?? [] {
                    note(index, Evidence(strength: 74, reason: "manufacturer number but for its end"), &found)
                }
            }
        }
        return found
    }

    /// The items with a number that begins with a search text.
    func beginning(with text: String) -> [Int: Evidence] {
        let plain = Self.plain(text)
        guard plain.count >= 2 else { return [:] }
        var found: [Int: Evidence] = [:]
        for (index, codes) in numbers.enumerated() {
            if codes.number.utf8.starts(with: plain.utf8) {
                note(index, Evidence(strength: codes.number == plain ? 100 : 97, reason: "item number"), &found)
            } else if codes.manufacturerNumber.utf8.starts(with: plain.utf8) {
                note(index, Evidence(strength: 96, reason: "manufacturer number"), &found)
            } else if plain.count >= 6, codes.gtin.utf8.starts(with: plain.utf8) {
                note(index, Evidence(strength: 96, reason: "GTIN"), &found)
            }
        }
        return found
    }

    private func note(_ index: Int, _ evidence: Evidence, _ found: inout [Int: Evidence]) {
        if let old = found[index], old.strength >= evidence.strength { return }
        found[index] = evidence
    }

    private func tradeItem(_ index: Int, _ code: String) -> Evidence {
        let digits = Self.padded(Self.elementDigits(code))
        if digits == gtins[index] { return Evidence(strength: 99, reason: "same GTIN") }
        return digits.count == 14 && Self.elementDigits(code).count >= 12
            ? Evidence(strength: 95, reason: "same GTIN, another pack level")
            : Evidence(strength: 95, reason: "same NDC")
    }

    // MARK: Forms

    /// Letters and digits only, upper case.
    static func plain(_ code: String) -> String {
        var bytes: [UInt8] = []
        for byte in code.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A: bytes.append(byte)
            case 0x61...0x7A: bytes.append(byte - 0x20)
            default: continue
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func withoutLeadingZeros(_ code: String) -> String {
        let rest = code.drop { $0 == "0" }
        return rest.isEmpty ? code : String(rest)
    }

    private static func padded(_ digits: String) -> String {
        digits.count < 14 ? String(repeating: "0", count: 14 - digits.count) + digits : digits
    }

    /// The digits of a code; of a GS1 element string `(01)…` those of the GTIN.
    private static func elementDigits(_ code: String) -> String {
        let digits = code.filter(\.isASCIIDigit)
        return digits.count >= 16 && digits.hasPrefix("01") ? String(digits.dropFirst(2).prefix(14)) : digits
    }

    /// What all pack levels of a trade item share: a GTIN without its indicator and its check digit (GS1 General
    /// Specifications §2.1).
    private static func tradeItemKey(_ gtin: String) -> String? {
        let digits = elementDigits(gtin)
        guard (12...14).contains(digits.count) else { return nil }
        return String(padded(digits).dropFirst().dropLast())
    }

    /// The keys a code may stand for: a GTIN, or an NDC within one (`03` and its ten digits).
    private static func tradeItemKeys(of code: String) -> [String] {
        if let key = tradeItemKey(code) { return [key] }
        let digits = Array(elementDigits(code))
        if digits.count == 10 { return ["03" + String(digits)] }
        guard digits.count == 11 else { return [] }
        // Eleven digits are 5-4-2: one of the three parts was given a leading zero.
        return [0, 5, 9].filter { digits[$0] == "0" }.map { place in
            var ten = digits
            ten.remove(at: place)
            return "03" + String(ten)
        }
    }
}

extension Character {
    /// Whether it is one of `0` to `9`.
    var isASCIIDigit: Bool { ("0"..."9").contains(self) }
}
