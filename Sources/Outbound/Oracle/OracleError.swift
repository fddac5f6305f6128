import JSONText
import Measures
import SyncModel

/// An error of Oracle's, from whichever of its three forms.
struct OracleError: Sendable, Hashable {
    /// `o:errorCode` or `ErrorCode`, cleaned.
    var code: String?
    /// `detail` or `ErrorExplanation`, or a plain text, cleaned.
    var text: String
    /// Which fault it is.
    var fault: FaultCode

    /// Cleans and classes what was read.
    init(path: String? = nil, code: String?, text: String?) {
        let cleaned = code.map(RemoteText.code) ?? ""
        self.code = cleaned.isEmpty ? nil : cleaned
        self.text = text.map { RemoteText.clean($0) } ?? ""
        fault = OracleErrorTable.code(path: path, errorCode: code, text: text)
    }

    /// The error in an error body: `o:errorDetails` (framework version 4 and later) or the title alone; nil where the
    /// body isn't Oracle's JSON. Of several details the first that a rule knows counts, else the first.
    static func inBody(_ body: JSONValue?) -> OracleError? {
        guard let body, let title = body["title"]?.text else { return nil }
        let errors = (body["o:errorDetails"]?.elements ?? []).map { detail in
            OracleError(
                path: detail["o:errorPath"]?.text, code: detail["o:errorCode"]?.text, text: detail["detail"]?.text)
        }
        return errors.first { $0.fault != .rejected } ?? errors.first
            ?? OracleError(code: body["o:errorCode"]?.text, text: body["detail"]?.text ?? title)
    }

    /// The error of a row of the interface table; nil where it has none.
    static func inRow(_ row: JSONValue) -> OracleError? {
        let code = row["ErrorCode"]?.text
        let text = row["ErrorExplanation"]?.text
        guard code != nil || text != nil || OracleRowStatus(row) == .failed else { return nil }
        return OracleError(code: code, text: text)
    }

    /// The fault as the booking of `use` suffers it. `status` stands in for a code where the error has none.
    func fault(for use: ResolvedUse, status: Int) -> Fault {
        let subject =
            switch fault {
            case .itemRejected: FaultSubject(item: use.itemNumber)
            case .unitRejected: FaultSubject(item: use.itemNumber, targetUnit: use.unit.rawValue)
            default: FaultSubject(other: code ?? "http-\(status)")
            }
        let named = code.map { "\(status), \($0)" } ?? "\(status)"
        let said = text.isEmpty ? "no reason given" : text
        return Fault(fault, subject, detail: "The ERP refused the booking (\(named)): \(said)")
    }
}

/// What `ProcessStatus` of a row says; Oracle has it as a number or a word.
enum OracleRowStatus: Sendable, Hashable {
    case waiting, failed, processed

    /// Reads a row's `ProcessStatus`; one that is absent or unknown is waiting: nothing may be concluded from it.
    init(_ row: JSONValue) {
        let word = row["ProcessStatus"]?.text?.uppercased() ?? ""
        self = Self.words[word] ?? .waiting
    }

    private static let words: [String: OracleRowStatus] = [
        "1": .waiting, "PENDING": .waiting, "2": .waiting,
        "3": .failed, "E": .failed, "ERROR": .failed, "FAILED": .failed,
        "P": .processed, "PROCESSED": .processed, "S": .processed, "SUCCESS": .processed, "COMPLETED": .processed,
    ]
}
