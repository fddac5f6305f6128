/// A unique device identifier as a scanner reads it or a label shows it: what the device is, and which one of them.
///
/// Two of the three issuing agencies are read: GS1 (GS1 General Specifications §3) and HIBCC (ANSI/HIBC 2.6, Supplier
/// Labeling Standard). What has a check digit is checked by it: a slip in typing or scanning is told of, not booked.
public struct UDI: Sendable, Hashable {
    /// Who issued it.
    public var issuer: Issuer
    /// The device identifier: a GTIN of 14 digits; of HIBC the labeler, the product and the unit of measure.
    public var device: String
    /// The lot or batch.
    public var lot: String?
    /// The serial number.
    public var serial: String?
    /// The last day on which it may be used.
    public var expires: Day?
    /// The day on which it was made.
    public var made: Day?

    /// An issuing agency.
    public enum Issuer: String, Sendable, Hashable, CaseIterable {
        /// GS1.
        case gs1
        /// The Health Industry Business Communications Council.
        case hibc
    }

    /// A day of the calendar.
    public struct Day: Sendable, Hashable, CustomStringConvertible {
        /// The year, such as 2027.
        public var year: Int
        /// From 1.
        public var month: Int
        /// From 1.
        public var day: Int

        /// `2027-06-30`.
        public var description: String {
            let pad = { (number: Int) in number < 10 ? "0\(number)" : "\(number)" }
            return "\(year)-\(pad(month))-\(pad(day))"
        }
    }

    /// Reads one. Spaces around it and a symbology identifier before it (`]C1`) are left aside.
    ///
    /// - Parameters:
    ///   - text: as scanned, with the separator GS (0x1D) or without one at its end; as printed, `(01)…(17)…`; or a
    ///     bare GTIN of 8, 12, 13 or 14 digits.
    ///   - year: the year of today, which two digits of a year are read by.
    /// - Throws: ``UDIProblem``, which says what is wrong without repeating what was read.
    public init(_ text: String, year: Int) throws(UDIProblem) {
        var bytes = Array(text.utf8)
        while let last = bytes.last, last == 0x20 || last == 0x1D || last == 0x0D || last == 0x0A { bytes.removeLast() }
        while let first = bytes.first, first == 0x20 || first == 0x1D { bytes.removeFirst() }
        if bytes.first == UInt8(ascii: "]"), bytes.count > 3 { bytes.removeFirst(3) }
        guard !bytes.isEmpty else { throw .empty }
        guard bytes.count <= Self.longest, bytes.allSatisfy({ (0x20...0x7E).contains($0) || $0 == 0x1D }) else {
            throw .notReadable
        }
        if bytes.first == UInt8(ascii: "+") {
            self = try HIBCReader(year: year).read(bytes)
        } else {
            self = try GS1Reader(year: year).read(bytes)
        }
    }

    init(_ issuer: Issuer, device: String) {
        self.issuer = issuer
        self.device = device
    }

    /// No label carries more.
    private static let longest = 400
}

/// Why a text is no device identifier.
public enum UDIProblem: Error, Sendable, Hashable, CustomStringConvertible {
    /// There is nothing.
    case empty
    /// It holds characters that no label has, or is longer than any.
    case notReadable
    /// It is neither of GS1 nor of HIBC.
    case unknownForm
    /// The check digit of the part with this name isn't what it should be.
    case checkDigit(String)
    /// The part with this name isn't there.
    case missing(String)
    /// The part with this name isn't written as it should be.
    case malformed(String)
    /// An application identifier that device labels don't carry.
    case unknownPart(String)

    /// What is wrong and what to do, in one sentence.
    public var description: String {
        switch self {
        case .empty: "There is no device identifier: scan the label."
        case .notReadable: "The device identifier holds what no label has: scan it again."
        case .unknownForm: "The device identifier is neither of GS1 nor of HIBC: scan the label that bears UDI."
        case .checkDigit(let part): "The check digit of the \(part) is wrong: scan it again, or type it again."
        case .missing(let part): "The device identifier has no \(part): scan the whole label."
        case .malformed(let part): "The \(part) of the device identifier isn't written as it should be: scan it again."
        case .unknownPart(let part): "The device identifier has a part \(part) that device labels don't carry."
        }
    }
}

extension UDI.Day {
    /// A day of two digits of a year, by GS1's rule: no more than 50 years ahead and 49 back (GS1 General
    /// Specifications §7.12). Day 0 is the month's last.
    static func of(_ short: Int, _ month: Int, _ day: Int, near year: Int) -> UDI.Day? {
        let difference = short - year % 100
        var full = year - year % 100 + short
        if difference >= 51 { full -= 100 }
        if difference <= -50 { full += 100 }
        guard (1...12).contains(month) else { return nil }
        let last = length(month, of: full)
        guard day <= last, day >= 0 else { return nil }
        return UDI.Day(year: full, month: month, day: day == 0 ? last : day)
    }

    /// The day of a number within its year, from 1.
    static func of(_ short: Int, dayOfYear: Int, near year: Int) -> UDI.Day? {
        guard var found = of(short, 1, 1, near: year), dayOfYear >= 1 else { return nil }
        var rest = dayOfYear
        for month in 1...12 {
            let days = length(month, of: found.year)
            guard rest > days else {
                (found.month, found.day) = (month, rest)
                return found
            }
            rest -= days
        }
        return nil
    }

    private static func length(_ month: Int, of year: Int) -> Int {
        switch month {
        case 2: year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400)) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

extension Collection<UInt8> {
    /// The number that digits are; `nil` where they aren't, and of more than nine.
    var wholeNumber: Int? {
        guard !isEmpty, count <= 9, allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    var text: String { String(decoding: self, as: UTF8.self) }
}
