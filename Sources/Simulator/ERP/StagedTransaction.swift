internal import FoundationEssentials
internal import Measures
internal import SyncModel

/// A posted inventory transaction whose fields can all be read.
struct StagedTransaction: Sendable {
    var organization: String
    var itemNumber: String
    var subinventory: String
    var type: String
    var quantity: ExactDecimal
    var unit: UnitCode
    var date: String
    var account: String
    var key: BusinessKey
    var reference: String?
    /// As posted, for the answer.
    var fields: [String: JSONValue]

    /// Reads a request's body; says of each field what is wrong with it.
    static func read(_ body: [UInt8]) -> Result<StagedTransaction, StagedTransactionRefusal> {
        guard case .object(let fields)? = try? JSONDecoder().decode(JSONValue.self, from: Data(body)) else {
            let problem = ERPProblem(detail: "The request body isn't a JSON object.", code: "JBO-29114", path: "/")
            return .failure(StagedTransactionRefusal(problems: [problem]))
        }
        var reader = FieldReader(fields: fields)
        let transaction = StagedTransaction(
            organization: reader.text("OrganizationCode"), itemNumber: reader.text("ItemNumber"),
            subinventory: reader.text("SubinventoryCode", maximum: 10), type: reader.text("TransactionTypeName"),
            quantity: reader.quantity("TransactionQuantity"),
            unit: UnitCode(rawValue: reader.text(anyOf: ["TransactionUOM", "TransactionUnitOfMeasure"])),
            date: reader.date("TransactionDate"),
            account: reader.text(
                anyOf: ["AccountCombination", "DistributionAccountCombination", "AccountAliasCombination"]),
            key: BusinessKey(
                sourceCode: reader.text("SourceCode", maximum: 30), headerID: reader.wholeNumber("SourceHeaderId"),
                lineID: reader.wholeNumber("SourceLineId")),
            reference: fields["TransactionReference"]?.text, fields: fields)
        if !reader.problems.isEmpty { return .failure(StagedTransactionRefusal(problems: reader.problems)) }
        return .success(transaction)
    }

    /// What the ERP's master data says against it; else the booking it makes.
    func booking(number: Int, in master: ERPMasterData) -> Result<Booking, StagedTransactionRefusal> {
        func refuse(_ code: String, _ path: String, _ detail: String) -> Result<Booking, StagedTransactionRefusal> {
            .failure(StagedTransactionRefusal(problems: [ERPProblem(detail: detail, code: code, path: "/\(path)")]))
        }
        guard let rooms = master.subinventories[organization] else {
            return refuse("INV_INT_ORGCODE", "OrganizationCode", "The organization \(organization) isn't valid.")
        }
        guard let item = master.items[itemNumber] else {
            return refuse("INV_INT_ITMCODE", "ItemNumber", "The item \(itemNumber) isn't valid.")
        }
        guard !master.closedItems.contains(itemNumber) else {
            return refuse(
                "INV_INT_ITMCTRL", "ItemNumber", "The item \(itemNumber) isn't enabled for inventory transactions.")
        }
        guard rooms.contains(subinventory) else {
            return refuse(
                "INV_INT_SUBCODE", "SubinventoryCode",
                "The subinventory \(subinventory) isn't valid in organization \(organization).")
        }
        guard type != "Miscellaneous issue" || quantity.isNegative,
            type != "Miscellaneous receipt" || !quantity.isNegative
        else {
            return refuse(
                "INV_INT_QTYSGNERR", "TransactionQuantity",
                "The sign of the quantity doesn't suit the transaction type.")
        }
        guard ["Miscellaneous issue", "Miscellaneous receipt"].contains(type) else {
            return refuse("INV_INT_TRXTYPCODE", "TransactionTypeName", "The transaction type isn't valid.")
        }
        let packaging = PackagingTable(item.packs, defaults: KnownUnits.fixedRatios)
        switch packaging.convert(quantity, from: unit, to: item.unit, indivisible: item.indivisible) {
        case .success(let conversion):
            return .success(
                Booking(
                    number: number, key: key,
                    stock: StockKey(organization: organization, itemNumber: itemNumber, subinventory: subinventory),
                    quantity: quantity, unit: unit, primaryQuantity: conversion.result, type: type, account: account,
                    date: date, reference: reference))
        case .failure(.wouldSplitPack), .failure(.notFinite):
            return refuse(
                "INV_INT_QTYFRACT", "TransactionQuantity", "The item \(itemNumber) can't be issued in parts of a unit.")
        case .failure:
            return refuse(
                "INV_INT_UOMCODE", "TransactionUOM", "The unit of measure \(unit) isn't valid for item \(itemNumber).")
        }
    }
}

/// Why a transaction isn't booked.
struct StagedTransactionRefusal: Error {
    var problems: [ERPProblem]
}

/// Reads fields and collects what is wrong with them.
private struct FieldReader {
    let fields: [String: JSONValue]
    var problems: [ERPProblem] = []

    mutating func text(_ name: String, maximum: Int = 300) -> String { text(anyOf: [name], maximum: maximum) }

    mutating func text(anyOf names: [String], maximum: Int = 300) -> String {
        guard let text = names.compactMap({ fields[$0]?.text }).first else {
            problems.append(.missing(names[0]))
            return ""
        }
        if text.count > maximum {
            problems.append(.malformed(names[0], "Attribute \(names[0]) holds at most \(maximum) characters."))
        }
        return text
    }

    mutating func quantity(_ name: String) -> ExactDecimal {
        guard fields[name]?.text != nil else {
            problems.append(.missing(name))
            return .zero
        }
        guard let quantity = fields[name]?.exactDecimal, !quantity.isZero else {
            problems.append(.malformed(name, "Attribute \(name) must be a number other than zero."))
            return .zero
        }
        return quantity
    }

    mutating func wholeNumber(_ name: String) -> String {
        guard fields[name]?.text != nil else {
            problems.append(.missing(name))
            return ""
        }
        guard let number = fields[name]?.exactDecimal?.wholeValue else {
            problems.append(.malformed(name, "Attribute \(name) must be a whole number."))
            return ""
        }
        return String(number)
    }

    mutating func date(_ name: String) -> String {
        let text = text(name)
        let day = text.prefix(10).split(separator: "-", omittingEmptySubsequences: false)
        let isDate = day.count == 3 && day.allSatisfy { UInt($0) != nil } && day.map(\.count) == [4, 2, 2]
        if !text.isEmpty, !isDate { problems.append(.malformed(name, "Attribute \(name) must be a date.")) }
        return text
    }
}
