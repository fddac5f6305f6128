import Terminal

/// Asking before an export takes the place of a file.
struct ReplaceFileScreen: Screen {
    let file: ExportFile
    let export: ListExport

    var place: Place { .replaceFile }
    var isDialog: Bool { true }

    func name(in context: ScreenContext) -> String { "replace the file" }

    mutating func press(_ key: Key, in context: ScreenContext) -> [ScreenEffect]? {
        switch key {
        case .enter, .character("y"): [.close, .export(export, file, replacing: true)]
        case .escape, .character("n"), .character("q"): [.close, .say("\(file.name) is as it was.")]
        default: []
        }
    }

    func draw(into surface: inout Surface, in context: ScreenContext) {
        let lines: [[Span]] = [
            [Span(file.name, .strong), Span(" is there already.")], [Span("In its place come \(export.count).")],
        ]
        let hints = [KeyHint("Enter", "replace it"), KeyHint("Esc", "leave it")]
        surface.draw(Dialog("Replace the file", lines: lines, hints: hints, preferredWidth: 60), in: context.body)
    }
}

extension Place {
    fileprivate static let replaceFile = Place(
        name: "replace-file", title: "Replace the file", sentence: "Enter replaces it, Esc leaves it", actions: [])
}
