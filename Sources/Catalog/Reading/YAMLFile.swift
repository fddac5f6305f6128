import Yams

/// One YAML file of a catalog.
enum YAMLFile {
    /// The keys and values of the file at `path`, of which only `keys` are known; `nil` where it can't be read, which
    /// is told of.
    static func section(_ path: String, of tree: any CatalogTree, keys: [String], _ findings: Findings) -> Section? {
        guard let text = text(path, of: tree, findings) else { return nil }
        let root: Node?
        do {
            // Every scalar is read by what its key needs; without rules to guess types, comparing keys costs little.
            root = try Yams.compose(yaml: text, .basic)
        } catch let error as YamlError {
            let (place, sentence) = explain(error, in: path)
            findings.error(place, sentence)
            return nil
        } catch {
            findings.error(Place(file: path), "it isn't YAML; check its indentation and quotes")
            return nil
        }
        guard case .mapping(let mapping)? = root else {
            let place = Place(file: path, mark: root?.mark)
            findings.error(place, "needs keys and values: \(keys.joined(separator: ", "))")
            return nil
        }
        return Section(mapping, keys: keys, file: path, findings: findings)
    }

    /// The text of a file, which has to be UTF-8.
    static func text(_ path: String, of tree: any CatalogTree, _ findings: Findings) -> String? {
        let bytes: [UInt8]
        do {
            bytes = try tree.bytes(of: path)
        } catch {
            findings.error(Place(file: path), error.sentence)
            return nil
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            let line = bytes.prefix(validUTF8Count(bytes)).count { $0 == 0x0A } + 1
            findings.error(Place(file: path, line: line, column: 1), "it isn't UTF-8; save it as UTF-8")
            return nil
        }
        return text
    }

    /// How many bytes stand before the first that isn't UTF-8.
    private static func validUTF8Count(_ bytes: [UInt8]) -> Int {
        var good = 0
        var bad = bytes.count
        while bad - good > 1 {
            let middle = (good + bad) / 2
            // A character cut in two at the end of a prefix is no fault of the prefix.
            let isGood = (0...3).contains { cut in
                cut <= middle && String(validating: bytes[..<(middle - cut)], as: UTF8.self) != nil
            }
            if isGood { good = middle } else { bad = middle }
        }
        return good
    }

    private static func explain(_ error: YamlError, in path: String) -> (Place, String) {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            (Place(file: path, mark: mark), "it isn't YAML: \(problem.quotable)\(advice(on: problem))")
        case .duplicatedKeysInMapping(let keys, let context):
            (
                Place(file: path, mark: context.mark),
                "the key '\((keys.first ?? "").quotable)' stands there twice; keep one"
            )
        case .reader(let problem, let offset, _, let yaml):
            (place(path, offset, in: yaml), "it isn't text: \(problem.quotable); take the character out")
        default:
            (Place(file: path), "it isn't YAML; check its indentation and quotes")
        }
    }

    private static func place(_ path: String, _ offset: Int?, in yaml: String) -> Place {
        guard let offset else { return Place(file: path) }
        let before = yaml.prefix(offset)
        let line = before.count(where: \.isNewline) + 1
        let column = before.reversed().prefix { !$0.isNewline }.count + 1
        return Place(file: path, line: line, column: column)
    }

    /// What usually mends a problem of YAML's own.
    private static func advice(on problem: String) -> String {
        if problem.contains("alphabetic or numeric") || problem.contains("undefined alias") {
            "; write a text that begins with '*' or '&' in quotes"
        } else if problem.contains("tab") || problem.contains("cannot start any token") {
            "; indent with spaces, and put a text with special characters in quotes"
        } else if problem.contains("mapping values are not allowed") {
            "; check the indentation, and put a text with ': ' in quotes"
        } else {
            "; check the indentation and the quotes just before this"
        }
    }
}
