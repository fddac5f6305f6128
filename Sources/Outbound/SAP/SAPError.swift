import JSONText
import Measures
import SyncModel

/// An error of SAP's gateway: `error.code`, `error.message.value`, and the details of `innererror`.
struct SAPError: Sendable, Hashable {
    /// Message class and number, as `M7/021`; empty where there is none.
    var code: String
    /// The words, cleaned.
    var text: String
    /// What it means.
    var meaning: Meaning

    /// What an error means for the booking.
    enum Meaning: Sendable, Hashable {
        /// It can't be booked as it is.
        case fault(FaultCode)
        /// Somebody holds a lock on it just now.
        case locked
        /// The service isn't there or isn't set up.
        case configuration
    }

    /// Cleans and classes what was read.
    init(code: String?, text: String?, attribute: String? = nil) {
        self.code = RemoteText.code(code ?? "")
        self.text = RemoteText.clean(text ?? "")
        meaning = SAPErrorTable.meaning(of: self.code, attribute: attribute, self.text)
    }

    /// The error of a body; nil where it isn't SAP's JSON. Of the error and its details the first that a rule knows
    /// counts, else the error itself.
    static func inBody(_ body: [UInt8]) -> SAPError? {
        guard let error = JSONReader.read(body)?["error"] else { return nil }
        let first = SAPError(
            code: error["code"]?.text, text: error["message"]?["value"]?.text ?? error["message"]?.text)
        let details = (error["innererror"]?["errordetails"]?.elements ?? []).map { detail in
            SAPError(
                code: detail["code"]?.text, text: detail["message"]?.text,
                attribute: detail["propertyref"]?.text ?? detail["target"]?.text)
        }
        return ([first] + details).first { $0.meaning != .fault(.rejected) } ?? first
    }

    /// The fault as the booking of `use` suffers it. `status` stands in for a code where the error has none.
    func fault(_ fault: FaultCode, for use: ResolvedUse, days: ClockZone, status: Int) -> Fault {
        let subject =
            switch fault {
            case .itemRejected: FaultSubject(item: use.itemNumber)
            case .unitRejected: FaultSubject(item: use.itemNumber, targetUnit: use.unit.rawValue)
            case .stockShort: FaultSubject(item: use.itemNumber, location: use.subinventory)
            case .periodClosed: FaultSubject(other: String(days.day(of: use.occurredAt).prefix(7)))
            default: FaultSubject(other: code.isEmpty ? "http-\(status)" : code)
            }
        let named = code.isEmpty ? "\(status)" : "\(status), \(code)"
        return Fault(
            fault, subject, detail: "SAP refused the booking (\(named)): \(text.isEmpty ? "no reason given" : text)")
    }
}

/// What errors of SAP's inventory mean: the first rule that knows the code, else the attribute, else the words.
///
/// There is no public list of these codes; a site's own system is the authority. A code that no rule knows is
/// `erp.rejected`, and tells causes apart by itself.
enum SAPErrorTable {
    /// By message class and number. `M7/021` less in stock than is taken; `M7/053` the posting period isn't open;
    /// `M3/897` another holds the material's plant data; `/IWFND/MED/170` no service of that name is registered.
    static let codes: [String: SAPError.Meaning] = [
        "M7/021": .fault(.stockShort), "M7/053": .fault(.periodClosed), "M3/897": .locked,
        "M3/305": .fault(.itemRejected), "M3/351": .fault(.itemRejected),
        "/IWFND/MED/170": .configuration,
    ]

    /// By the attribute that a detail names, which may stand at the end of a path.
    static let attributes: [(name: String, meaning: SAPError.Meaning)] = [
        ("EntryUnit", .fault(.unitRejected)), ("Material", .fault(.itemRejected)),
    ]

    static func meaning(of code: String, attribute: String?, _ text: String) -> SAPError.Meaning {
        if let known = codes[code] { return known }
        let last = attribute?.split { $0 == "/" || $0 == "." }.last
        if let known = attributes.first(where: { $0.name == last ?? "" }) { return known.meaning }
        let isLock = text.lowercased().firstRange(of: "locked by") != nil
        return isLock ? .locked : .fault(.rejected)
    }
}
