import SyncModel
import SyncStore

/// An exception with what else is needed to mend its cause; named through its cause: the dearest of the cause where no
/// number is given.
struct CaseReading: Reading {
    var cause: String
    var exception: ExceptionID?

    var staleness: Staleness { .exceptions }

    func read(from store: any ConsoleStore, at now: UTCTime) throws(StateFileProblem) -> CaseFile {
        let siblings = try store.exceptions(ExceptionFilter(cause: cause), after: nil, limit: 50)
        guard let id = exception ?? siblings.first?.id, let detail = try store.exception(id) else {
            return CaseFile(siblings: siblings)
        }
        return CaseFile(
            detail: detail, siblings: siblings, item: try Self.item(of: detail, store),
            location: try Self.location(of: detail, store))
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
        if let number = detail.resolved?.itemNumber, let item = try store.item(number) { return item }
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
}
