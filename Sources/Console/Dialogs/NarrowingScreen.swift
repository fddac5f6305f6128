import SyncModel
import Terminal

/// A form in front of a list that says what of it is listed.
protocol NarrowingScreen: Screen {
    var form: FieldForm { get set }
    /// What it asks: `Which messages`.
    var question: String { get }
    /// Shows the whole list.
    var everything: ScreenEffect { get }

    /// Shows what the fields say.
    func narrowed(at now: UTCTime) throws(FieldForm.Refusal) -> ScreenEffect
}

extension NarrowingScreen {
    var isDialog: Bool { true }

    mutating func press(_ key: Key, in context: ScreenContext) -> [ScreenEffect]? {
        switch key {
        case .escape: return [.close]
        case .control("r"): return [.close, everything]
        case .enter:
            do throws(FieldForm.Refusal) { return [.close, try narrowed(at: context.now)] } catch {
                form.moveFocus(to: error.field)
                return [.warn(error.sentence)]
            }
        default:
            _ = form.press(key)
            return []
        }
    }

    mutating func paste(_ text: String, in context: ScreenContext) -> [ScreenEffect] {
        form.paste(text)
        return []
    }

    func draw(into surface: inout Surface, in context: ScreenContext) {
        form.drawDialog(question, into: &surface, in: context)
    }
}

extension FieldForm {
    /// Why a field can't be taken as it is.
    struct Refusal: Error {
        var field: String
        var sentence: String
    }

    /// What stands in a field; `nil` where nothing does.
    func given(_ label: String) -> String? {
        let text = text(label)
        return text.isEmpty ? nil : text
    }

    /// The moment that stands in a field; `nil` where nothing does.
    func time(_ label: String, at now: UTCTime) throws(Refusal) -> UTCTime? {
        guard let words = given(label) else { return nil }
        if let time = UTCTime(words: words, now: now) { return time }
        throw Refusal(
            field: label, sentence: "\(words) is no time; write 2h, 3d, 2026-11-22 or 2026-11-22T08:30:00Z.")
    }
}
