import Measures
import SyncModel
import Yams

/// What a flow holds its events against, with where it is written down.
struct MatchStep {
    let rule: MatchRule
    let section: Section
}

extension Value {
    /// What an event is held against: its order, the receipts, and how far it may be off.
    func matchStep() -> MatchStep? {
        guard let section = section(["order", "receipt", "lines", "quantity", "price", "total", "same", "missing"])
        else { return nil }
        let order = section.required("order") { $0.matchReference() }
        let receipt = section.optional("receipt", else: nil) { $0.matchReference() }
        let lines = section.optional("lines", else: nil) { $0.matchLines() }
        let quantity = section.optional("quantity", else: nil) { $0.measure(hasUnit: true) }
        let price = section.optional("price", else: nil) { $0.measure(hasUnit: false) }
        let missing = section.optional("missing", else: "wait") { $0.choice(among: ["wait", "stop"]) }
        if section["quantity"] == nil, section["price"] == nil {
            findings.error(section.place, "nothing is compared; add 'quantity' or 'price'")
        }
        if section["receipt"] != nil, section["quantity"] == nil {
            findings.error(
                section.place(of: "receipt"), "receipts say how much came, and nothing asks; add 'quantity'")
        }
        guard let order else { return nil }
        var rule = MatchRule(order: order)
        (rule.receipt, rule.lines, rule.quantity, rule.price) = (receipt, lines, quantity, price)
        rule.waits = missing == "wait"
        rule.total = section.optional("total", else: nil) { $0.matchTotal() }
        rule.same = section.optional("same", else: [:]) { $0.samePaths() }
        return MatchStep(rule: rule, section: section)
    }

    /// Fields of the event, each with the order's field that has to say the same.
    private func samePaths() -> [String: String]? {
        guard let section = section(nil) else { return nil }
        let pairs = section.names.map { name in section[name]?.fieldPathName().map { (name, $0) } }
        guard pairs.allSatisfy({ $0 != nil }) else { return nil }
        return Dictionary(pairs.compactMap(\.self)) { $1 }
    }

    private func matchTotal() -> MatchRule.Total? {
        guard let section = section(["field", "amount", "charges", "tolerance"]) else { return nil }
        let field = section.required("field") { $0.fieldWord() }
        let amount = section.optional("amount", else: nil) { $0.fieldWord() }
        let charges = section.optional("charges", else: []) { $0.list { $0.fieldWord() } }
        let tolerance = section.optional("tolerance", else: MatchRule.Total.cent) { $0.amount() }
        return field.map { MatchRule.Total(field: $0, amount: amount, charges: charges, tolerance: tolerance) }
    }

    private func matchReference() -> MatchRule.Reference? {
        guard let section = section(["contract", "key"]) else { return nil }
        let contract = section.required("contract") { $0.eventWord() }
        let key = section.required("key") { value -> [String]? in
            guard case .sequence = value.node else { return value.fieldPathName().map { [$0] } }
            return value.list { $0.fieldPathName() }
        }
        guard let contract, let key else { return nil }
        return MatchRule.Reference(contract: contract, key: key)
    }

    private func matchLines() -> MatchRule.Lines? {
        guard let section = section(["of", "by"]) else { return nil }
        let field = section.required("of") { $0.fieldWord() }
        let name = section.required("by") { $0.fieldWord() }
        guard let field, let name else { return nil }
        return MatchRule.Lines(field: field, name: name)
    }

    private func measure(hasUnit: Bool) -> MatchRule.Measure? {
        guard let section = section(["field", "tolerance", "at-most"] + (hasUnit ? ["unit"] : [])) else { return nil }
        let field = section.required("field") { $0.fieldWord() }
        let unit = section.optional("unit", else: nil) { $0.fieldWord() }
        let tolerance = section.optional("tolerance", else: MatchRule.Tolerance.amount(0)) { $0.tolerance() }
        let atMost = section.optional("at-most", else: nil) { $0.amount() }
        return field.map { MatchRule.Measure(field: $0, unit: unit, tolerance: tolerance, atMost: atMost) }
    }

    /// A number that isn't below zero.
    private func amount() -> ExactDecimal? {
        parsed("a number such as 25.00") { ExactDecimal($0).flatMap { $0.isNegative ? nil : $0 } }
    }

    private func fieldWord() -> String? {
        parsed("the name of a field, such as quantity") { $0.isFieldName ? $0 : nil }
    }

    /// `2%`, or so many.
    private func tolerance() -> MatchRule.Tolerance? {
        parsed("a number such as 1, or a share such as 2%") { text in
            let isShare = text.hasSuffix("%")
            let digits = isShare ? text.dropLast().split(separator: " ").joined() : text
            guard let number = ExactDecimal(digits), !number.isNegative else { return nil }
            return isShare ? .percent(number) : .amount(number)
        }
    }
}
