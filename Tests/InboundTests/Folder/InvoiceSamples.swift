import Catalog
import SyncModel

/// Suppliers' invoices as X12, and what is read of them.
enum InvoiceSamples {
    static let contract = EventContract(
        type: EventType(rawValue: "invoice.received"), version: 1, purpose: "A supplier asks to be paid.",
        fields: [
            .init(name: "invoice", kind: .text, isRequired: true),
            .init(name: "supplier", kind: .text, isRequired: true),
            .init(name: "invoiced-on", kind: .date, isRequired: true),
            .init(name: "total", kind: .number, isRequired: true), .init(name: "currency", kind: .text),
            .init(
                name: "lines", kind: .lines, isRequired: true,
                fields: [
                    .init(name: "line", kind: .text, isRequired: true), .init(name: "item", kind: .text),
                    .init(name: "quantity", kind: .number, isRequired: true),
                    .init(name: "price", kind: .number), .init(name: "amount", kind: .number, isRequired: true),
                    .init(name: "tax", kind: .number),
                ]),
        ],
        key: ["supplier", "invoice"])

    static let reading: MessageReading = {
        var total = FieldReading(paths: ["TDS-01"])
        total.impliedDecimals = 2
        var amount = FieldReading(paths: ["PAM[04=1]-05"])
        amount.product = FieldReading.Product(of: ["IT1-02", "IT1-04"], digits: 2)
        let lines = FieldReading(
            paths: ["IT1"],
            lines: [
                "line": FieldReading(paths: ["IT1-01"]), "item": FieldReading(paths: ["IT1-06[IN]", "IT1-06[VN]"]),
                "quantity": FieldReading(paths: ["IT1-02"]), "price": FieldReading(paths: ["IT1-04"]),
                "amount": amount, "tax": FieldReading(paths: ["TXI[ST]-02"]),
            ])
        return MessageReading(
            message: "x12:810", event: contract.type,
            action: .init(path: "BIG-07", reverse: ["DR"], none: ["CR"]),
            fields: [
                "invoice": FieldReading(paths: ["BIG-02"]), "supplier": FieldReading(paths: ["N1[SU,03=92]-04"]),
                "invoiced-on": FieldReading(paths: ["BIG-01"]), "total": total,
                "currency": FieldReading(paths: ["CUR[SE]-02"], fallback: "USD"), "lines": lines,
            ])
    }()

    /// What stands between ST and SE of an invoice.
    static func invoice(
        _ number: String = "INV-1", total: String = "75990", date: String = "20260412", kind: String = "",
        lines: [String] = ["IT1*1*5*BX*150.48*PE*VN*J316H*IN*100234", "TXI*ST*1.5", "IT1*2*3*EA*2.5**VN*K1"]
    ) -> [String] {
        let count = lines.count { $0.hasPrefix("IT1") }
        return ["BIG*\(date)*\(number)**PO-9***\(kind)", "N1*SU*ACME*92*acme"] + lines
            + ["TDS*\(total)", "TXI*ST*9.75", "CTT*\(count)"]
    }

    /// An interchange of one group, its sets numbered from 0001.
    static func interchange(
        _ sets: [[String]], control: Int = 101, group: String = "IN", identifier: String = "810", usage: String = "P"
    ) -> String {
        let number = String(repeating: "0", count: 9 - "\(control)".count) + "\(control)"
        let spaces = String(repeating: " ", count: 10)
        let head =
            "ISA*00*\(spaces)*00*\(spaces)*ZZ*ACMESUTURES    *ZZ*MERCYVALLEY    *260412*0615*U*00401*\(number)*0*"
            + "\(usage)*:"
        let body = sets.enumerated().flatMap { index, set in
            ["ST*\(identifier)*000\(index + 1)"] + set + ["SE*\(set.count + 2)*000\(index + 1)"]
        }
        let all =
            [head, "GS*\(group)*ACMEAR*MVAP*20260412*0615*7*X*004010"] + body
            + ["GE*\(sets.count)*7", "IEA*1*\(number)"]
        return all.map { $0 + "~\n" }.joined()
    }
}
