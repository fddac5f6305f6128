import SyncModel
import SyncStore

/// Reads an exception or a message with what belongs to it.
enum CaseReading {
    /// The exception of a key, others of its cause, and the ERP item it is about.
    static func file(of key: CaseKey, _ store: any ConsoleStore) throws(StateFileProblem) -> CaseFile {
        let siblings = try store.exceptions(ExceptionFilter(cause: key.cause), after: nil, limit: 50)
        guard let id = key.exception ?? siblings.first?.id, let detail = try store.exception(id) else {
            return CaseFile(key: key, siblings: siblings)
        }
        return CaseFile(
            key: key, detail: detail, siblings: siblings, item: try item(of: detail, store),
            location: try location(of: detail, store))
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

    /// A message with what came of it; `nil` where there is none of that number.
    static func message(_ id: MessageID, _ store: any ConsoleStore) throws(StateFileProblem) -> MessageFile? {
        guard let (row, payload) = try store.message(id) else { return nil }
        return MessageFile(
            row: row, payload: payload, deliveries: try store.deliveries(of: id),
            exceptions: try store.exceptions(of: id))
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
