import SyncModel
import Terminal

/// Saying what is about to happen to many exceptions, in front of the screen; Enter does it to just those.
struct BulkScreen: Screen {
    private let deed: BulkDeed
    private var work: BulkWork

    init(_ deed: BulkDeed, _ selection: WorkSelection, words: String) {
        self.deed = deed
        work = BulkWork(selection, words: words)
    }

    var place: Place { .bulk }
    var isDialog: Bool { true }
    var readings: [any Reading] { work.readings }

    func name(in context: ScreenContext) -> String { deed.title }

    mutating func take(_ result: ReadResult, in context: ScreenContext) -> [ScreenEffect] {
        work.take(result)
        return []
    }

    mutating func press(_ key: Key, in context: ScreenContext) -> [ScreenEffect]? {
        switch key {
        case .escape: return [.close]
        case .enter:
            if let obstacle = work.obstacle(deed) { return [.warn(obstacle)] }
            return [.close, .leave(.exception), work.command(deed)]
        case .character("q"): return [.close]
        default:
            if work.isTyped(deed) { work.type(.key(key)) }
            return []
        }
    }

    mutating func paste(_ text: String, in context: ScreenContext) -> [ScreenEffect] {
        if work.isTyped(deed) { work.type(.paste(text)) }
        return []
    }

    func draw(into surface: inout Surface, in context: ScreenContext) {
        let hints = [KeyHint("Enter", deed.verb), KeyHint("Esc", "leave it")]
        surface.draw(
            Dialog(deed.title, lines: work.lines(deed, in: context), hints: hints, preferredWidth: 72),
            in: context.body)
    }
}

extension Place {
    fileprivate static let bulk = Place(
        name: "bulk", title: "Many at once", sentence: "What is about to happen, and to which rows", actions: [])
}
