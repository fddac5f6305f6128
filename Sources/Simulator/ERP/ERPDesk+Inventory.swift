internal import FoundationEssentials
internal import Measures

extension ERPDesk {
    /// Books a posted transaction, or stages it; twice if it is posted twice, as the real one does.
    mutating func stage(_ request: ERPRequest) -> ERPAnswer {
        switch StagedTransaction.read(request.body) {
        case .failure(let refusal): return refused(refusal, request)
        case .success(let transaction):
            let number = lastNumber + 1
            switch settings.processing {
            case .background: staged.append(StagedRow(number: number, transaction: transaction, problem: nil))
            case .online:
                if let refusal = book(transaction, number: number) { return refused(refusal, request) }
            }
            lastNumber = number
            counts.accepted += 1
            var fields = transaction.fields
            fields["TransactionInterfaceId"] = .whole(number)
            fields["ProcessStatus"] = .string("1")
            fields["ErrorCode"] = .null
            fields["ErrorExplanation"] = .null
            return .json(201, .object(fields))
        }
    }

    /// Books every pending row; those that can't be booked stay with their error.
    mutating func processStaged() {
        var left: [StagedRow] = []
        for var row in staged {
            if row.problem == nil, let refusal = book(row.transaction, number: row.number) {
                row.problem = refusal.problems.first
            }
            if row.problem != nil { left.append(row) }
        }
        staged = left
    }

    private mutating func book(_ transaction: StagedTransaction, number: Int) -> StagedTransactionRefusal? {
        switch transaction.booking(number: number, in: master) {
        case .failure(let refusal): return refusal
        case .success(let booking):
            if ledger.book(booking) { return nil }
            let problem = ERPProblem(
                detail: "The quantity is too large.", code: "INV_INT_QTYCODE", path: "/TransactionQuantity")
            return StagedTransactionRefusal(problems: [problem])
        }
    }

    private mutating func refused(_ refusal: StagedTransactionRefusal, _ request: ERPRequest) -> ERPAnswer {
        counts.refused += 1
        return .refusal(refusal.problems, to: request)
    }

    /// `GET inventoryStagedTransactions?q=…`: rows that are pending or in error.
    mutating func stagedRows(_ request: ERPRequest) -> ERPAnswer {
        collection(request) { desk, filter in
            desk.staged.filter { filter.matches($0.transaction.key) }.map { row in
                var fields = row.transaction.fields
                fields["TransactionInterfaceId"] = .whole(row.number)
                fields["ProcessStatus"] = .string(row.problem == nil ? "1" : "3")
                fields["ErrorCode"] = row.problem.map { .string($0.code) } ?? .null
                fields["ErrorExplanation"] = row.problem.map { .string($0.detail) } ?? .null
                return .object(fields)
            }
        }
    }

    /// `GET inventoryCompletedTransactions?q=…`: what is booked.
    mutating func completedRows(_ request: ERPRequest) -> ERPAnswer {
        collection(request) { desk, filter in
            let bookings =
                filter.key.map { desk.ledger.bookings(of: $0) }
                ?? desk.ledger.bookings.filter { filter.matches($0.key) }
            return bookings.map(\.row)
        }
    }

    private mutating func collection(
        _ request: ERPRequest, _ rows: (ERPDesk, BusinessKeyFilter) -> [JSONValue]
    ) -> ERPAnswer {
        counts.lookUps += 1
        let pairs = FormText.pairs(request.query)
        guard let filter = BusinessKeyFilter(query: pairs["q"] ?? "") else {
            let problem = ERPProblem(detail: "The query can't be read.", code: "JBO-25000", path: "/q")
            return .refusal([problem], to: request)
        }
        let found = rows(self, filter)
        let limit = max(1, pairs["limit"].flatMap(Int.init) ?? 25)
        return .json(
            200,
            .object([
                "items": .array(Array(found.prefix(limit))), "count": .whole(min(found.count, limit)),
                "hasMore": .bool(found.count > limit), "limit": .whole(limit), "offset": .whole(0),
                "links": .array([]),
            ]))
    }
}

/// A query such as `SourceCode='X';SourceHeaderId=1;SourceLineId=2`.
struct BusinessKeyFilter {
    private var values: [String: String] = [:]

    /// Reads a query; `nil` where it asks for something else than the three parts of a business key.
    init?(query: String) {
        for clause in query.split(separator: ";") {
            let parts = clause.split(separator: "=", maxSplits: 1).map {
                String($0.drop { $0 == " " }.filter { $0 != "'" && $0 != "\"" })
            }
            guard parts.count == 2, ["SourceCode", "SourceHeaderId", "SourceLineId"].contains(parts[0]) else {
                return nil
            }
            values[parts[0]] = parts[1]
        }
    }

    /// The one key it asks for, where it names all three parts.
    var key: BusinessKey? {
        guard let code = values["SourceCode"], let header = values["SourceHeaderId"], let line = values["SourceLineId"]
        else { return nil }
        return BusinessKey(sourceCode: code, headerID: header, lineID: line)
    }

    func matches(_ key: BusinessKey) -> Bool {
        (values["SourceCode"] ?? key.sourceCode) == key.sourceCode
            && (values["SourceHeaderId"] ?? key.headerID) == key.headerID
            && (values["SourceLineId"] ?? key.lineID) == key.lineID
    }
}

extension Booking {
    /// The booking as `inventoryCompletedTransactions` shows it.
    fileprivate var row: JSONValue {
        .object([
            "TransactionId": .whole(number + 500_000_000), "TransactionInterfaceId": .whole(number),
            "OrganizationCode": .string(stock.organization), "ItemNumber": .string(stock.itemNumber),
            "SubinventoryCode": .string(stock.subinventory), "TransactionTypeName": .string(type),
            "TransactionQuantity": number(of: quantity), "TransactionUOM": .string(unit.rawValue),
            "PrimaryQuantity": number(of: primaryQuantity), "TransactionDate": .string(date),
            "SourceCode": .string(key.sourceCode), "SourceHeaderId": number(of: ExactDecimal(key.headerID)),
            "SourceLineId": number(of: ExactDecimal(key.lineID)),
            "TransactionReference": reference.map(JSONValue.string) ?? .null,
        ])
    }

    private func number(of value: ExactDecimal?) -> JSONValue {
        value.flatMap { Decimal(string: $0.description) }.map(JSONValue.number) ?? .null
    }
}
