import Yams

/// A file that binds keys to names: `claim: c` or `dismiss: [x, F6]`, a name a line; `[]` takes a name's keys away.
///
/// It is read without knowing which names there are; whoever knows them reports what is wrong with one by the same
/// ``Problem``, so that all of them say where they are.
public struct KeyFile: Hashable, Sendable {
    /// What one line binds.
    public struct Binding: Hashable, Sendable {
        /// What the keys do.
        public var name: String
        /// The keys, the usual one first.
        public var keys: [Key]
        /// Where the name stands.
        public var place: Place
        /// Where each key stands.
        public var keyPlaces: [Place]
    }

    /// A place in the file, counted from 1.
    public struct Place: Hashable, Sendable {
        /// The line.
        public var line: Int
        /// The column.
        public var column: Int

        /// A place.
        public init(line: Int, column: Int) {
            self.line = line
            self.column = column
        }
    }

    /// What is wrong with the file, and what to do about it.
    public struct Problem: Error, Hashable, Sendable, CustomStringConvertible {
        /// The file.
        public var file: String
        /// Where in it; `nil` where it is the whole.
        public var place: Place?
        /// One sentence.
        public var sentence: String

        /// `file:line:column: sentence`.
        public var description: String {
            place.map { "\(file):\($0.line):\($0.column): \(sentence)" } ?? "\(file): \(sentence)"
        }

        /// A problem at a place.
        public init(file: String, place: Place?, sentence: String) {
            self.file = file
            self.place = place
            self.sentence = sentence
        }
    }

    /// The file's name, for what is said of it.
    public var file: String
    /// What it binds, in its order.
    public private(set) var bindings: [Binding] = []

    /// The most bytes such a file may have.
    public static let limit = 1 << 18

    /// Reads the text of a file.
    ///
    /// - Throws: a ``Problem`` with its place, at the first thing that can't be read.
    public init(_ text: String, file: String) throws(Problem) {
        self.file = file
        guard text.utf8.count <= Self.limit else { throw problem(nil, "a key file has at most 256 KiB; is this one?") }
        guard let node = try compose(text) else { return }
        guard let mapping = node.mapping else {
            throw problem(node, "write a name and its keys a line, such as `claim: [c, F6]`")
        }
        for (key, value) in mapping {
            guard let name = key.scalar?.string else { throw problem(key, "a name must be a word") }
            bindings.append(try binding(of: name, at: key, value))
        }
    }

    private func binding(of name: String, at node: Node, _ value: Node) throws(Problem) -> Binding {
        let nodes = value.sequence.map(Array.init) ?? [value]
        var keys: [Key] = []
        for node in nodes {
            guard let word = node.scalar?.string else { throw problem(node, "a key must be a word such as F6") }
            guard let key = Key(name: word) else {
                throw problem(
                    node, "`\(word.prefix(20))` is no key; write a character, or Enter, Esc, Tab, F1, Ctrl-L, PgDn …")
            }
            keys.append(key)
        }
        return Binding(name: name, keys: keys, place: place(node), keyPlaces: nodes.map(place))
    }

    private func compose(_ text: String) throws(Problem) -> Node? {
        do {
            return try Yams.compose(yaml: text)
        } catch let error as YamlError {
            switch error {
            case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
                .composer(_, let problem, let mark, _):
                throw Problem(file: file, place: place(mark), sentence: "\(problem); put keys in quotes")
            case .duplicatedKeysInMapping(let names, let context):
                let names = names.map { "\($0)" }.sorted().joined(separator: ", ")
                throw Problem(
                    file: file, place: place(context.mark), sentence: "\(names) stands there twice; keep one line of it"
                )
            default: throw problem(nil, "is no YAML in UTF-8; write a name and its keys a line")
            }
        } catch {
            throw problem(nil, "is no YAML; write a name and its keys a line")
        }
    }

    private func problem(_ node: Node?, _ sentence: String) -> Problem {
        Problem(file: file, place: node.map(place), sentence: sentence)
    }

    private func place(_ node: Node) -> Place { node.mark.map(place) ?? Place(line: 1, column: 1) }

    private func place(_ mark: Mark) -> Place { Place(line: mark.line, column: mark.column) }
}
