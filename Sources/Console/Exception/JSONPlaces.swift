import Foundation

/// Known places as they stand in one JSON body: each by the names and numbers on the way to it.
struct JSONPlaces {
    /// The ways to values that may be shown.
    private(set) var open: Set<[String]> = []
    /// The names on the ways to what is a patient's, whichever elements they go through.
    private let closed: Set<[String]>

    /// How an element of an array is written on a way.
    static func element(_ index: Int) -> String { "[\(index)]" }

    init(_ known: KnownPlaces, in body: Any, message: String) {
        // What a reading of a cloud event says begins at its data.
        let start = message.hasPrefix("event:") ? ["data"] : []
        closed = Set(
            known.closed.compactMap { place in
                let parts = (place.arrays + [place.path]).map(JSONStep.steps)
                guard !parts.contains(nil) else { return nil }
                return start + Self.names(parts.compactMap(\.self))
            })
        for place in known.open { for way in Self.ways(to: place, in: body, from: start) { open.insert(way) } }
    }

    /// Whether what stands there is a patient's, or stands within that.
    func isClosed(_ way: [String]) -> Bool {
        let names = way.filter { !$0.hasPrefix("[") }
        return closed.contains { names.starts(with: $0) }
    }

    /// Whether anything that may be shown stands below.
    func leadsToOpen(_ way: [String]) -> Bool { open.contains { $0.starts(with: way) } }

    /// The names on a way; one that starts at the top forgets what was before.
    private static func names(_ parts: [[JSONStep]]) -> [String] {
        var names: [String] = []
        for part in parts {
            if part.first == .top { names = [] }
            names += part.compactMap { if case .member(let name) = $0 { name } else { nil } }
        }
        return names
    }

    /// All ways to a place in a body: one for each element of the arrays around it.
    private static func ways(to place: KnownPlaces.Place, in body: Any, from start: [String]) -> [[String]] {
        guard let root = value(start, in: body) else { return [] }
        var scopes: [(value: Any, way: [String])] = [(root, start)]
        for array in place.arrays {
            guard let steps = JSONStep.steps(array) else { return [] }
            scopes = scopes.flatMap { scope -> [(value: Any, way: [String])] in
                let from = steps.first == .top ? (value: root, way: start) : scope
                guard let found = follow(steps, from: from) else { return [] }
                guard let list = found.value as? [Any] else { return [found] }
                return list.enumerated().map { ($1, found.way + [element($0)]) }
            }
        }
        guard let steps = JSONStep.steps(place.path) else { return [] }
        return scopes.compactMap { scope in
            let found = follow(steps, from: steps.first == .top ? (root, start) : scope)
            // An array of one value is that value to a reading.
            let isOnlyOne = (found?.value as? [Any])?.count == 1
            return found.map { $0.way + (isOnlyOne ? [element(0)] : []) }
        }
    }

    private static func value(_ names: [String], in body: Any) -> Any? {
        names.reduce(body as Any?) { ($0 as? [String: Any])?[$1] }
    }

    /// Goes from a value to one within it, as a reading does: a name reaches into the first element of an array.
    private static func follow(
        _ steps: [JSONStep], from start: (value: Any, way: [String])
    ) -> (value: Any, way: [String])? {
        var (here, way) = start
        for step in steps {
            switch step {
            case .top: continue
            case .member(let name):
                if let list = here as? [Any], let first = list.first { (here, way) = (first, way + [element(0)]) }
                guard let next = (here as? [String: Any])?[name] else { return nil }
                (here, way) = (next, way + [name])
            case .element(let index):
                guard let list = here as? [Any], list.indices.contains(index) else { return nil }
                (here, way) = (list[index], way + [element(index)])
            case .matching(let name, let text):
                guard let list = here as? [Any],
                    let index = list.firstIndex(where: { ($0 as? [String: Any])?[name] as? String == text })
                else { return nil }
                (here, way) = (list[index], way + [element(index)])
            }
        }
        return (here, way)
    }
}

/// A step of a path through JSON, as readings write it: `coding[system=http://loinc.org].code`.
enum JSONStep: Hashable {
    case top
    case member(String)
    case element(Int)
    case matching(name: String, text: String)

    /// The steps of a path; `nil` where it is none.
    static func steps(_ path: String) -> [JSONStep]? {
        var steps: [JSONStep] = path.hasPrefix("/") ? [.top] : []
        var rest = path.hasPrefix("/") ? path.dropFirst() : path[...]
        while let first = rest.first {
            if first == "[" {
                guard let end = rest.firstIndex(of: "]") else { return nil }
                let inner = rest[..<end].dropFirst()
                if let index = Int(inner) {
                    steps.append(.element(index))
                } else {
                    guard let equals = inner.firstIndex(of: "=") else { return nil }
                    let text = inner[inner.index(after: equals)...]
                    steps.append(.matching(name: String(inner[..<equals]), text: String(text)))
                }
                rest = rest[rest.index(after: end)...]
            } else if first == "." {
                rest = rest.dropFirst()
            } else {
                let name = rest.prefix { $0 != "." && $0 != "[" }
                steps.append(.member(String(name)))
                rest = rest[name.endIndex...]
            }
        }
        return steps.isEmpty ? nil : steps
    }
}
