import SyncModel

/// Which fault an error of Oracle's inventory is: the first rule that names one of its attributes or codes.
///
/// An attribute is looked for in `o:errorPath` and, written exactly so, in the text; a code's part in `o:errorCode` or
/// `ErrorCode`. What no rule knows is `erp.rejected`, with the error's code telling causes apart.
enum OracleErrorTable {
    /// One line of the table.
    struct Rule: Sendable {
        /// The fault it leads to.
        var code: FaultCode
        /// Attributes of the resource.
        var attributes: Set<String>
        /// Parts of error codes, in capitals.
        var codeParts: [String]
    }

    /// The units come first: their messages often name the item too.
    static let rules = [
        Rule(
            code: .unitRejected, attributes: ["TransactionUOM", "TransactionUnitOfMeasure"],
            codeParts: ["UOM", "UNIT_OF_MEASURE", "UNITOFMEASURE"]),
        Rule(
            code: .itemRejected, attributes: ["ItemNumber", "InventoryItemId"],
            codeParts: ["ITEMNUMBER", "ITEM_NUMBER", "ITMCODE", "INVALID_ITEM", "ITEM_INVALID", "ITEM_NOT_FOUND"]),
    ]

    /// The fault that an error leads to, by its path, then its code, then its text.
    static func code(path: String?, errorCode: String?, text: String?) -> FaultCode {
        let pathWords = words(path), textWords = words(text)
        let capitals = errorCode?.uppercased() ?? ""
        let tests: [(Rule) -> Bool] = [
            { !$0.attributes.isDisjoint(with: pathWords) },
            { $0.codeParts.contains { capitals.contains($0) } },
            { !$0.attributes.isDisjoint(with: textWords) },
        ]
        for test in tests {
            if let rule = rules.first(where: test) { return rule.code }
        }
        return .rejected
    }

    private static func words(_ text: String?) -> Set<String> {
        Set((text ?? "").split { !$0.isLetter && !$0.isNumber && $0 != "_" }.map(String.init))
    }
}
