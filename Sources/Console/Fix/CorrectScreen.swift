import Control
import Measures
import SyncModel
import SyncStore
import Terminal

/// Sending what stopped again: as it is, or with what a person corrects of it.
struct CorrectScreen: Screen {
    /// What can be corrected of one row.
    enum Field: Int, CaseIterable, Hashable, Sendable {
        case quantity, unit, item, location

        var label: String {
            switch self {
            case .quantity: "quantity"
            case .unit: "unit"
            case .item: "item"
            case .location: "location"
            }
        }
    }

    /// The usual reasons for a correction.
    static let reasons = [
        "the department says so",
        "a typing error in the EHR",
        "pieces were documented as packs, or packs as pieces",
        "the ERP's staff asked for it",
    ]

    private(set) var work: FixWork
    /// What was typed in place of what was documented.
    private(set) var inputs = [TextInput](repeating: TextInput(limit: 40), count: Field.allCases.count)
    private(set) var focus = Field.quantity
    /// The newest exception there was when it was first read: what comes later isn't sent with the others.
    private var newest: ExceptionID?

    init(_ target: FixTarget) { work = FixWork(target) }

    var place: Place { .correct }
    var subject: Subject? { .cause(work.target.cause) }
    var readings: [any Reading] { [work.file.reading] }

    func name(in context: ScreenContext) -> String { "correct \(work.target.subject)" }
    func counts(in context: ScreenContext) -> [Span] { work.target.counts }

    /// Whether all rows of the cause are meant: each of them is right as it is, only the world was not. A quantity is
    /// looked at row by row.
    var isForAll: Bool {
        work.target.exception == nil && work.target.open > 1 && work.target.fault.code != .quantityOutOfRange
    }

    /// Why nothing can be changed here, in one sentence; `nil` where it can.
    func barrierToChanges(in context: ScreenContext) -> String? {
        if let refusal = context.refusal(for: .correct) { return refusal }
        guard work.target.fault.code.isSafeToCorrect else {
            return "Nothing can be changed of it: an earlier request may have been booked as it was."
        }
        guard !isForAll else {
            return "To change one, open it: \(context.key(of: .others)) lists the rows of this cause."
        }
        return work.openFile?.detail?.event == nil ? "It is passed on as it came: there is nothing to change." : nil
    }

    /// What was documented.
    func documented(_ field: Field) -> String {
        let event = work.openFile?.detail?.event
        return switch field {
        case .quantity: event?.quantity?.description ?? ""
        case .unit: event?.unit?.rawValue ?? ""
        case .item: event?.item?.code ?? ""
        case .location: event?.location ?? ""
        }
    }

    func text(_ field: Field) -> String {
        inputs[field.rawValue].text.split(separator: " ").joined(separator: " ")
    }

    /// The change as typed; `nil` where something typed makes no sense.
    var edit: EventEdit? {
        var edit = EventEdit()
        if !text(.quantity).isEmpty {
            guard let number = ExactDecimal(text(.quantity)), !number.isNegative, !number.isZero else { return nil }
            edit.quantity = number
        }
        if !text(.unit).isEmpty { edit.unit = UnitCode(rawValue: text(.unit).uppercased()) }
        if !text(.item).isEmpty { edit.item = text(.item) }
        if !text(.location).isEmpty { edit.location = text(.location) }
        return edit
    }

    // MARK: What comes

    mutating func take(_ result: ReadResult, in context: ScreenContext) -> [ScreenEffect] {
        guard work.file.take(result), work.openFile != nil else { return [] }
        if newest == nil { newest = work.openFile?.newest }
        guard case .none = work.preview else { return [] }
        return ask()
    }

    mutating func take(_ answer: Answer, in context: ScreenContext) -> [ScreenEffect] {
        guard case .reply(let request, let reply) = answer, work.preview.adopt(reply, to: request), work.isArmed
        else { return [] }
        work.isArmed = false
        return apply(in: context)
    }

    private mutating func ask() -> [ScreenEffect] {
        guard let id = work.openFile?.detail?.row.id, let edit else {
            work.preview = .none
            return []
        }
        let request = Request.previewCorrection(id, edit)
        work.preview = .asked(request)
        return [.consult(request)]
    }

    // MARK: Keys

    mutating func press(_ key: Key, in context: ScreenContext) -> [ScreenEffect]? {
        work.isArmed = false
        switch key {
        case .enter: return apply(in: context)
        case .escape: return [.close]
        case .function: return nil
        case .tab, .down: focus = Field(rawValue: (focus.rawValue + 1) % Field.allCases.count) ?? .quantity
        case .backTab, .up: focus = Field(rawValue: (focus.rawValue + 3) % Field.allCases.count) ?? .quantity
        default: return type(.key(key), in: context)
        }
        return []
    }

    mutating func paste(_ text: String, in context: ScreenContext) -> [ScreenEffect] {
        type(.paste(text), in: context) ?? []
    }

    /// Typing replaces what was documented. What is no part of a number is a key like everywhere else while the
    /// keyboard is in the quantity.
    private mutating func type(_ event: InputEvent, in context: ScreenContext) -> [ScreenEffect]? {
        if focus == .quantity, case .key(.character(let character)) = event,
            !(character.isASCII && (character.isNumber || character == "."))
        {
            return nil
        }
        if let barrier = barrierToChanges(in: context) { return [.warn(barrier)] }
        return inputs[focus.rawValue].handle(event) ? ask() : []
    }

    private mutating func apply(in context: ScreenContext) -> [ScreenEffect] {
        guard let detail = work.openFile?.detail else { return [.warn("The exception is still being read.")] }
        guard let edit else { return [.warn("\(text(.quantity)) is no quantity: a number above zero.")] }
        switch work.preview {
        case .none, .asked:
            work.isArmed = true
            return [.say("Working out what becomes of it; then it is done. \(ConsoleAction.back.mark) takes it back.")]
        case .refused(let sentence): return [.warn(sentence)]
        case .known: break
        }
        guard edit.isEmpty else { return [.open(reason(detail.row.id, edit))] }
        let subject = work.target.subject
        if isForAll {
            let cause = work.target.cause
            return [
                .noteFix, .finish(.cause(cause), movesOn: true),
                .command(
                    .resubmitCause(cause, through: newest), deed: "Send all of \(subject) again", isFollowed: true),
            ]
        }
        return [
            .noteFix, .close, .leave(.exception),
            .command(.resubmit([detail.row.id]), deed: "Send \(subject) again", isFollowed: true),
        ]
    }

    private func reason(_ id: ExceptionID, _ edit: EventEdit) -> ReasonScreen {
        let changes = work.openFile?.detail?.event.map { edit.differences(from: $0) } ?? []
        let change = changes.isEmpty ? "the quantity is right" : changes.joined(separator: ", ")
        return ReasonScreen(
            "Why is it corrected?", of: change, explanation: "What was documented is kept; the reason is in the audit.",
            reasons: Self.reasons, verb: "send it"
        ) { reason in
            [
                .noteFix, .close, .leave(.exception),
                .command(.correct(id, edit, reason: reason), deed: "Correct \(change)"),
            ]
        }
    }

    mutating func perform(_ action: ConsoleAction, in context: ScreenContext) -> [ScreenEffect] {
        guard action == .runbook else { return [] }
        return [.open(RunbookScreen(work.target.fault, flow: work.openFile?.detail?.row.flow))]
    }

    func draw(into surface: inout Surface, in context: ScreenContext) {
        surface.draw(CorrectView(context: context, screen: self))
    }
}

extension ConsoleAction {
    static let correct = ConsoleAction(
        "correct", keys: [.character("f")], sentence: "Send it again, as it is or with what you correct of it",
        isCommand: true, right: .resubmit)
    static let nextField = ConsoleAction(
        "next-field", keys: [.tab], label: "field", sentence: "Go to the next field (Up and Down too)")
}

extension FixDialog {
    static let correct = FixDialog(
        action: .correct, object: "what was documented or how the ERP was", deed: "corrects it or sends it again",
        place: Place(
            name: "correct", title: "Correct and send again",
            sentence: "Is it right as it is, or is something to be corrected?",
            actions: [.apply, .nextField, .runbook, .back],
            hints: [KeyHint("0-9", "Another quantity than the documented one")], coach: .fix),
        mends: {
            [.quantityOutOfRange, .stockShort, .periodClosed, .rejected, .unauthorized, .attemptsExhausted].contains($0)
        },
        make: { CorrectScreen($0) })
}

extension Place {
    static let correct = FixDialog.correct.place
}
