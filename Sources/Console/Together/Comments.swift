import Control
import SyncModel
import SyncStore
import Terminal

extension CommentSubject {
    /// Asks for a line about it and hands that to the engine.
    func commenting(_ words: String) -> ScreenEffect {
        let subject = self
        return .open(
            EntryScreen(
                "Comment on \(words)", label: "comment",
                explanation: "Everybody who works on it reads it. No names of patients: it is not masked.",
                limit: CommentSubject.longestText
            ) { [.command(.comment(subject, text: $0), deed: "Comment on \(words)")] })
    }
}

extension ConsoleAction {
    static let comment = ConsoleAction(
        "comment", keys: [.character("c")], sentence: "Say something about it, for all who work on it", isCommand: true,
        right: .comment)
    static let commentAll = ConsoleAction(
        "comment-cause", keys: [.character("C")], label: "comment all",
        sentence: "Say something about its whole cause", isCommand: true, right: .comment)
}

extension CommentRow {
    /// Who, when and what, wrapped; the text is cleaned where it is drawn.
    func lines(in context: ScreenContext, width: Int, about: String?) -> [[Span]] {
        let head = [
            Span(" \(author)", .strong), Span(", \(context.age(at)) ago", .dim),
            Span(about.map { ", on \($0)" } ?? "", .dim),
        ]
        return [head] + SpanLines.wrapped([Span(text)], width: max(10, width), first: Span("   "))
    }
}
