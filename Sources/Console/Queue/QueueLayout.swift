import Terminal

/// Where the list and the preview of the queue stand.
struct QueueLayout: Hashable, Sendable {
    var list: Rect
    /// What is under the cursor, in a few lines; empty where there is no room.
    var preview: Rect

    init(_ body: Rect) {
        if body.width >= 160, body.height >= 12 {
            let (list, preview) = body.splitRight(min(70, body.width - 100), gap: 1)
            (self.list, self.preview) = (list, preview)
        } else {
            let rows = body.height >= 30 ? 9 : body.height >= 14 ? 6 : 0
            (list, preview) = body.splitBottom(rows)
        }
    }
}
