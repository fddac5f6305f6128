import SyncModel

extension CrosswalkSnapshot {
    /// How many changes an import shows one by one.
    private static let shownChanges = 200

    /// What loading would change, and what of it can't be loaded or contradicts itself.
    func preview(_ loaded: CrosswalkImport) -> ImportPreview {
        var preview = ImportPreview()
        for item in loaded.items {
            preview.count(isNew: self.item(item.number) == nil, isSame: self.item(item.number) == item)
        }
        let numbers = Set(loaded.items.map(\.number))
        var seen: [CrosswalkKey: CrosswalkContent] = [:]
        for fix in loaded.fixes {
            let (key, after) = (fix.key, fix.content)
            if let first = seen[key], first != after {
                preview.conflicts.append(.init(key, "It stands there twice, with different meanings; keep one."))
            }
            seen[key] = after
            if let number = fix.itemNumber, item(number) == nil, !numbers.contains(number) {
                preview.conflicts.append(.init(key, "The item master has no item \(number); load it first."))
            }
            let before = content(of: key)
            preview.count(isNew: before == .nothing, isSame: before == after)
            guard before != after, preview.changes.count < Self.shownChanges else { continue }
            preview.changes.append(ChangeLine(key.words, before: before.words, after: after.words))
        }
        return preview
    }
}

extension ImportPreview {
    fileprivate mutating func count(isNew: Bool, isSame: Bool) {
        if isNew { new += 1 } else if isSame { same += 1 } else { changed += 1 }
    }
}

extension Fix {
    /// The ERP item that it names.
    fileprivate var itemNumber: String? {
        switch self {
        case .mapItem(let mapping): mapping.itemNumber
        case .defineUnit(let mapping, _): mapping.itemNumber
        case .mapLocation: nil
        }
    }
}
