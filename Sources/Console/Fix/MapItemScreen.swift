import Measures
import SyncModel
import SyncStore
import Terminal

/// Choosing the ERP item that a sender's item is.
struct MapItemScreen: Sendable {
    var target: FixTarget
    var key: CaseKey
    /// The words to search for; the ranked candidates are shown while it is empty.
    var find = TextInput(limit: 60)
    /// Whether digits are text rather than choices.
    var isFinding = false
    /// What was found, best first; `nil` while nothing has come yet.
    var candidates: [Candidate]?
    /// How many items were looked through.
    var ofItems = 0
    var selection = 0
    /// The search whose answer is awaited.
    var searchToken = 0
    var preview = FixPreviewState.none
    /// Enter was pressed before the answer it needs was there.
    var isArmed = false

    /// A score that may be taken unseen, by an Enter typed ahead.
    static let clearScore = 75

    init(_ target: FixTarget) {
        self.target = target
        key = target.key
    }

    var selected: Candidate? {
        guard let candidates, candidates.indices.contains(selection) else { return nil }
        return candidates[selection]
    }

    /// What is known of the sender's item.
    static func query(_ file: CaseFile, _ target: FixTarget) -> CandidateQuery {
        let event = file.detail?.event
        let row = file.detail?.row
        let texts = [event?.description, event?.item?.text, row?.description, target.description]
        return CandidateQuery(
            code: code(file, target), description: texts.compactMap(\.self).first { !$0.isEmpty } ?? "",
            alternateCodes: event?.alternateCodes.map(\.code) ?? [])
    }

    /// The sender's code that is to be mapped.
    static func code(_ file: CaseFile, _ target: FixTarget) -> String {
        let codes = [file.detail?.row.item, file.detail?.event?.item?.code, target.fault.subject.item, target.item]
        return codes.compactMap(\.self).first { !$0.isEmpty } ?? ""
    }

    /// The change that the selected candidate stands for.
    func fix(_ file: CaseFile) -> Fix? {
        guard let selected, let source = file.source(target) else { return nil }
        let code = Self.code(file, target)
        guard !code.isEmpty else { return nil }
        return .mapItem(ItemMapping(source: source, code: code, itemNumber: selected.item.number))
    }
}

extension CaseFile {
    /// Whose codes the fault speaks in.
    func source(_ target: FixTarget) -> SourceName? {
        target.fault.subject.source.map(SourceName.init(rawValue:)) ?? detail?.message.source
    }
}
