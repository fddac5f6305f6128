/// Reads GS1 element strings: parts that each begin with an application identifier (GS1 General Specifications §3.2).
struct GS1Reader {
    let year: Int

    /// What an application identifier of a device label announces.
    private struct Part {
        /// How long its data is: exactly, or at most.
        var length: ClosedRange<Int>
        /// Whether it ends by itself, without a separator (GS1 General Specifications §7.8.5).
        var isPredefined = false
        var isNumeric = false
    }

    private static let date = Part(length: 6...6, isPredefined: true, isNumeric: true)
    private static let key = Part(length: 14...14, isPredefined: true, isNumeric: true)
    private static let text20 = Part(length: 1...20)
    private static let text30 = Part(length: 1...30)
    private static let count = Part(length: 1...8, isNumeric: true)

    /// By application identifier; the first two digits tell how many more it has.
    private static let parts: [String: Part] = [
        "00": Part(length: 18...18, isPredefined: true, isNumeric: true), "01": key, "02": key,
        "10": text20, "11": date, "12": date, "13": date, "15": date, "16": date, "17": date,
        "20": Part(length: 2...2, isPredefined: true, isNumeric: true), "21": text20, "22": text20,
        "235": Part(length: 1...28), "240": text30, "241": text30, "250": text30, "251": text30, "30": count,
        "37": count,
        "400": text30, "410": Part(length: 13...13, isPredefined: true, isNumeric: true),
        "414": Part(length: 13...13, isPredefined: true, isNumeric: true), "422": Part(length: 3...3, isNumeric: true),
        "710": text20, "711": text20, "712": text20, "713": text20, "714": text20,
        "7003": Part(length: 10...10, isNumeric: true), "8012": text20,
        "90": text30, "91": Part(length: 1...90), "92": Part(length: 1...90), "93": Part(length: 1...90),
        "94": Part(length: 1...90), "95": Part(length: 1...90), "96": Part(length: 1...90), "97": Part(length: 1...90),
        "98": Part(length: 1...90), "99": Part(length: 1...90),
    ]

    func read(_ bytes: [UInt8]) throws(UDIProblem) -> UDI {
        if [8, 12, 13, 14].contains(bytes.count), bytes.allSatisfy(\.isDigit) {
            return UDI(.gs1, device: try checkedKey([UInt8](repeating: 0x30, count: 14 - bytes.count) + bytes))
        }
        let found = bytes.first == UInt8(ascii: "(") ? try printed(bytes) : try scanned(bytes)
        guard let key = found["01"] else {
            throw found.isEmpty ? .unknownForm : .missing("item number (01)")
        }
        var udi = UDI(.gs1, device: try checkedKey(key))
        udi.lot = found["10"]?.text
        udi.serial = found["21"]?.text
        udi.made = try found["11"].map { data throws(UDIProblem) in try day(data, "production date") }
        udi.expires = try found["17"].map { data throws(UDIProblem) in try day(data, "expiration date") }
        // An expiration to the minute stands for its day here.
        if udi.expires == nil, let time = found["7003"] {
            udi.expires = try day(Array(time.prefix(6)), "expiration date")
        }
        return udi
    }

    /// `(01)10705031000001(17)270630(10)A1`: parentheses don't stand in data on labels, for what they enclose
    /// couldn't be told from it.
    private func printed(_ bytes: [UInt8]) throws(UDIProblem) -> [String: [UInt8]] {
        var found: [String: [UInt8]] = [:]
        for piece in bytes.split(separator: UInt8(ascii: "(")) {
            guard let end = piece.firstIndex(of: UInt8(ascii: ")")) else { throw .unknownForm }
            let name = piece[..<end].text
            guard let part = Self.parts[name] else {
                throw name.utf8.allSatisfy(\.isDigit) ? .unknownPart("(\(name.prefix(4)))") : .unknownForm
            }
            let data = Array(piece[(end + 1)...].filter { $0 != 0x20 && $0 != 0x1D })
            try check(data, part, name)
            found[name] = data
        }
        return found
    }

    private func scanned(_ bytes: [UInt8]) throws(UDIProblem) -> [String: [UInt8]] {
        var found: [String: [UInt8]] = [:]
        var rest = bytes[...]
        while !rest.isEmpty {
            guard let name = (2...4).map({ rest.prefix($0).text }).first(where: { Self.parts[$0] != nil }),
                let part = Self.parts[name]
            else {
                let name = rest.prefix(2)
                throw found.isEmpty || !name.allSatisfy(\.isDigit) ? .unknownForm : .unknownPart("(\(name.text))")
            }
            rest = rest.dropFirst(name.utf8.count)
            let separator = rest.firstIndex(of: 0x1D) ?? rest.endIndex
            let end =
                part.isPredefined
                ? rest.index(rest.startIndex, offsetBy: min(part.length.upperBound, rest.count)) : separator
            let data = Array(rest[..<end])
            try check(data, part, name)
            found[name] = data
            rest = rest[end...]
            if rest.first == 0x1D { rest = rest.dropFirst() }
        }
        return found
    }

    private func check(_ data: [UInt8], _ part: Part, _ name: String) throws(UDIProblem) {
        guard part.length.contains(data.count), !part.isNumeric || data.allSatisfy(\.isDigit) else {
            throw .malformed("part (\(name))")
        }
    }

    /// The item number, whose last digit checks the others (GS1 General Specifications §7.9.1).
    private func checkedKey(_ digits: [UInt8]) throws(UDIProblem) -> String {
        let sum = digits.dropLast().reversed().enumerated().reduce(0) { sum, digit in
            sum + Int(digit.element - 0x30) * (digit.offset.isMultiple(of: 2) ? 3 : 1)
        }
        guard let last = digits.last, (10 - sum % 10) % 10 == Int(last - 0x30) else { throw .checkDigit("item number") }
        return digits.text
    }

    private func day(_ digits: [UInt8], _ name: String) throws(UDIProblem) -> UDI.Day {
        guard let short = digits[..<2].wholeNumber, let month = digits[2..<4].wholeNumber,
            let day = digits[4..<6].wholeNumber, let found = UDI.Day.of(short, month, day, near: year)
        else { throw .malformed(name) }
        return found
    }
}

extension UInt8 {
    var isDigit: Bool { (0x30...0x39).contains(self) }
}
