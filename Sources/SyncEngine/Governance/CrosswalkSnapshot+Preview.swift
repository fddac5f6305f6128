import Catalog
import Crypto
import Foundation
import Measures
import SyncModel

extension CrosswalkSnapshot {
    /// How many changes an import shows one by one.
    private static let shownChanges = 1000
    /// How many conflicts an import shows one by one.
    private static let shownConflicts = 1000

    /// What a fix changes; `nil` where the entry says so already.
    func change(_ fix: Fix, at now: UTCTime) -> ChangeLine? {
        let before = content(of: fix.key, factorUnit: fix.factorUnit)
        let after = before.applying(fix, at: now)
        return before == after ? nil : ChangeLine(fix.key.words, before: before.words, after: after.words)
    }

    /// What loading would change, and what of it can't be loaded or contradicts itself.
    func preview(_ loaded: CrosswalkImport, at now: UTCTime) -> ImportPreview {
        var preview = ImportPreview()
        var digest = SHA256()
        for item in loaded.items {
            let known = self.item(item.number)
            preview.count(isNew: known == nil, isSame: known == item)
            if known != item { digest.take("item \(item.number)", known.map { "\($0)" } ?? "", "\(item)") }
        }
        let numbers = Set(loaded.items.map(\.number))
        var seen: [CrosswalkKey: CrosswalkContent] = [:]
        for fix in loaded.fixes {
            let before = content(of: fix.key, factorUnit: fix.factorUnit)
            let after = before.applying(fix, at: now)
            if let first = seen[fix.key], first != after {
                preview.conflict(fix.key, "It stands there twice, with different meanings; keep one.")
            }
            seen[fix.key] = after
            if let sentence = problem(of: fix, besides: numbers) { preview.conflict(fix.key, sentence) }
            preview.count(isNew: !before.saysAnything, isSame: before == after)
            guard before != after else { continue }
            if after.end != before.end, after.end != nil || !after.saysAnything { preview.ended += 1 }
            digest.take(fix.key.words, before.words ?? "", after.words ?? "")
            if preview.changes.count < Self.shownChanges {
                preview.changes.append(ChangeLine(fix.key.words, before: before.words, after: after.words))
            }
        }
        preview.digest = Hexadecimal.digits(digest.finalize().prefix(8))
        return preview
    }

    /// Why a fix can't be made; `nil` where it can.
    ///
    /// - Parameter numbers: items that are loaded with it.
    func problem(of fix: Fix, besides numbers: Set<String> = []) -> String? {
        func unknown(_ fix: Fix) -> String? {
            if case .mapCode(let mapping) = fix { return refusal(of: mapping) }
            guard let number = fix.namedItem, item(number) == nil, !numbers.contains(number) else { return nil }
            return "The item master has no item \(number); load it first."
        }
        guard case .revise(let revision) = fix else { return unknown(fix) }
        let after = revision.after
        if let unit = revision.key.packUnit {
            return problem(of: unit, after, for: revision.key.item, besides: numbers)
        }
        let said = [after.mapping] + after.steps.map(\.mapping)
        if revision.key.kind != .unit, revision.key.code.isEmpty { return "It needs the sender's code." }
        if after.steps.count > CrosswalkContent.mostSteps {
            return "It has more than \(CrosswalkContent.mostSteps) dates."
        }
        guard said.allSatisfy({ $0 == nil || $0?.key == revision.key && $0?.isSimple == true }) else {
            return "What it says is about another entry."
        }
        if after.factor != nil, revision.key.item.isEmpty { return "A pack factor belongs to one item: name it." }
        for case .mapLocation(_, let entry)? in said where entry.organization.isEmpty || entry.subinventory.isEmpty {
            return "A location needs an organization and a store room."
        }
        for case .defineUnit(let mapping, _)? in said where mapping.unit.isEmpty { return "It needs a unit." }
        return said.lazy.compactMap { $0.flatMap(unknown) }.first
    }

    /// Why a code can't mean that; `nil` where it can.
    private func refusal(of mapping: CodeMapping) -> String? {
        guard let table = definitions[mapping.table] else { return "The catalog has no table \(mapping.table)." }
        if mapping.code.isEmpty { return "It needs the \(table.codeWord)." }
        if table.isShared != (mapping.source == .all) {
            return table.isShared
                ? "\(table.title) is shared: write 'all' as the source."
                : "\(table.title) has codes of each source: write the source instead of 'all'."
        }
        if mapping.code.count > LookUpCode.longest {
            return "A \(table.codeWord) has at most \(LookUpCode.longest) characters."
        }
        return table.refusal(of: mapping.value)
    }

    /// Why an item's pack can't be changed so; `nil` where it can.
    private func problem(
        of unit: UnitCode, _ after: CrosswalkContent, for number: String, besides numbers: Set<String>
    ) -> String? {
        guard !after.saysAnything else { return "A pack says how many it holds, at all times." }
        guard let item = item(number) else {
            return numbers.contains(number) ? nil : "The item master has no item \(number); load it first."
        }
        guard let factor = after.factor else { return nil }
        guard factor.unit == unit else { return "What it says is about another pack." }
        let packs = item.packs.filter { $0.unit != unit } + [factor]
        let table = PackagingTable(packs, defaults: KnownUnits.fixedRatios)
        guard case .success = table.convert(.one, from: unit, to: item.unit, indivisible: false) else {
            return "It doesn't say how many \(item.unit) are in one \(unit): \(factor.inner) leads nowhere."
        }
        return nil
    }
}

extension Fix {
    /// Whether it says what an entry means at one time.
    fileprivate var isSimple: Bool {
        switch self {
        case .revise: false
        case .defineUnit(_, let factor): factor == nil
        case .mapItem, .mapLocation, .mapCode: true
        }
    }
}

extension SHA256 {
    /// Takes texts in, told apart by their lengths.
    fileprivate mutating func take(_ texts: String...) {
        for text in texts { update(data: Data("\(text.utf8.count):\(text)".utf8)) }
    }
}

extension ImportPreview {
    fileprivate mutating func count(isNew: Bool, isSame: Bool) {
        if isSame { same += 1 } else if isNew { new += 1 } else { changed += 1 }
    }

    fileprivate mutating func conflict(_ key: CrosswalkKey, _ sentence: String) {
        conflicts.append(Conflict(key, sentence))
    }
}
