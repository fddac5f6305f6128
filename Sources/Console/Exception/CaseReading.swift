import SyncModel
import SyncStore

/// An exception with what else is needed to mend its cause; named through its cause: the dearest of the cause where no
/// number is given.
struct CaseReading: Reading {
    var cause: String
    var exception: ExceptionID?

    var staleness: Staleness { .exceptions }

    func read(from store: any ConsoleStore, at now: UTCTime) throws(StateFileProblem) -> CaseFile {
        // Before the rows: what comes meanwhile counts as not seen.
        let newest = ExceptionID(rawValue: try store.mark().newestException)
        let siblings = try store.exceptions(ExceptionFilter(cause: cause), after: nil, limit: 50)
        guard let id = exception ?? siblings.first?.id, let detail = try store.exception(id) else {
            return CaseFile(siblings: siblings, newest: newest)
        }
        return CaseFile(
            detail: detail, siblings: siblings, item: try Self.item(of: detail, store),
            location: try Self.location(of: detail, store), newest: newest, comments: try comments(on: id, store))
    }

    /// What was said of the exception and of its cause, latest first.
    private func comments(
        on id: ExceptionID, _ store: any ConsoleStore
    ) throws(StateFileProblem) -> [CaseFile.Remark] {
        let own = try store.comments(on: .exception(id), limit: 50).map { CaseFile.Remark(row: $0, isOnCause: false) }
        let shared = try store.comments(on: .cause(cause), limit: 50).map { CaseFile.Remark(row: $0, isOnCause: true) }
        return (own + shared).sorted { ($0.row.at, $0.row.id) > ($1.row.at, $1.row.id) }
    }

    /// What the crosswalk says of the location that a stopped line is about.
    private static func location(
        of detail: ExceptionDetail, _ store: any ConsoleStore
    ) throws(StateFileProblem) -> LocationEntry? {
        guard detail.row.fault.code.fix == .mapLocation, let code = detail.locationCode else { return nil }
        let source = detail.row.fault.subject.source.map(SourceName.init(rawValue:)) ?? detail.message.source
        return try store.location(source: source, code: code)
    }

    /// The ERP item that a stopped line is about: what it became, or what the crosswalk makes of one of its codes.
    private static func item(
        of detail: ExceptionDetail, _ store: any ConsoleStore
    ) throws(StateFileProblem) -> MasterItem? {
        if let number = detail.booking?.use?.itemNumber, let item = try store.item(number) { return item }
        let codes = [detail.row.fault.subject.item, detail.row.item] + (detail.event?.codes ?? [])
        for code in codes.compactMap(\.self) where !code.isEmpty {
            if let number = try store.mappedItem(source: detail.message.source, code: code),
                let item = try store.item(number)
            {
                return item
            }
        }
        return nil
    }
}

extension CanonicalEvent {
    /// All codes of the item, the sender's own first.
    fileprivate var codes: [String?] { [item?.code] + alternateCodes.map(\.code) }
}

extension ExceptionDetail {
    /// The location's code in the sender's words; `nil` where the line names none.
    var locationCode: String? {
        [row.fault.subject.location, event?.location, row.location].compactMap(\.self)
            .first { !$0.isEmpty && $0 != FaultSubject.absent }
    }
}

/// An exception with what else is needed to mend its cause.
struct CaseFile: Sendable {
    /// The exception; `nil` where there is none any more.
    var detail: ExceptionDetail?
    /// Open exceptions of the same cause, the first few.
    var siblings: [ExceptionRow]
    /// The ERP item it is about, where that is known.
    var item: MasterItem?
    /// What the crosswalk says of its location, where it knows it.
    var location: LocationEntry?
    /// The newest exception there was when this was read; whatever came later hasn't been seen.
    var newest: ExceptionID?
    /// What people said of it and of its cause, latest first.
    var comments: [Remark] = []

    /// What somebody said.
    struct Remark: Hashable, Sendable {
        var row: CommentRow
        /// Whether it is about the whole cause.
        var isOnCause: Bool
    }
}
