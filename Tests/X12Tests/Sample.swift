@testable import X12

/// Interchanges that the tests are written with.
enum Sample {
    /// An ISA of version 00401 whose delimiters are given: element, repetition, component, terminator.
    static func isa(
        _ element: String = "*", repetition: String = "U", component: String = ":", control: Int = 101,
        version: String = "00401", usage: String = "P"
    ) -> String {
        let number = String(repeating: "0", count: 9 - "\(control)".count) + "\(control)"
        let id = { (text: String) in text + String(repeating: " ", count: 15 - text.count) }
        let spaces = String(repeating: " ", count: 10)
        return [
            "ISA", "00", spaces, "00", spaces, "ZZ", id("ACMESUTURES"), "ZZ", id("MERCYVALLEY"), "260412", "0615",
            repetition, version, number, "0", usage, component,
        ].joined(separator: element)
    }

    static let group = "GS*IN*ACMEAR*MVAP*20260412*0615*7*X*004010"

    /// What stands between ST and SE of an invoice of two lines.
    static let invoice = [
        "BIG*20260412*INV-1*20260401*PO-9***DI", "CUR*SE*USD", "REF*VN*HEAD", "N1*SU*ACME*92*acme", "N3*PO BOX",
        "N1*RE*ACME*1*006922827", "IT1*1*5*BX*150.48*PE*VN*J316H*IN*100234", "PID*F****SUTURE", "TXI*ST*1.5",
        "REF*VN*LINE", "IT1*2*3*EA*2.5**UP*0123", "TDS*75990", "TXI*ST*9.75", "CTT*2",
    ]

    /// A set with its ST and SE, counted.
    static func set(_ body: [String] = invoice, _ control: String = "0001") -> [String] {
        ["ST*810*\(control)"] + body + ["SE*\(body.count + 2)*\(control)"]
    }

    /// An interchange of one group.
    static func interchange(_ sets: [[String]] = [set()], control: Int = 101, end: String = "~") -> String {
        let segments =
            [isa(control: control), group] + sets.joined() + [
                "GE*\(sets.count)*7", "IEA*1*\(isa(control: control).control)",
            ]
        return segments.map { $0 + end }.joined()
    }

    /// What a reader finds in a text that comes in pieces of so many bytes.
    static func read(_ text: String, by step: Int = .max, limit: Int = 10_000) throws -> [TransactionSet] {
        var reader = InterchangeReader(limit: limit)
        var found: [TransactionSet] = []
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            reader.append(rest.prefix(step))
            while let set = try reader.next() { found.append(set) }
            rest = rest.dropFirst(step)
        }
        try reader.finish()
        return found
    }
}

extension String {
    /// ISA-13 of an ISA.
    fileprivate var control: String { String(dropFirst(90).prefix(9)) }
}
