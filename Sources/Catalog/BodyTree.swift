/// What is sent, as a tree: values are put in by their place, so that no quote or bracket in them can change its shape.
///
/// In the catalog a scalar that begins with `$` is a place (`$total`, `$supplier.id`); `$$` stands for a dollar sign.
/// Beside the event's fields there are those of ``ownPlaces``: `$action` (`record` or `reverse`), what we call the
/// delivery, and where something is taken back, what that was called.
/// `{each: $lines, body: …}` repeats a tree for each record of a list. Inside it, places are those of the record, or of
/// the event where they begin with `$/`. A place that holds nothing leaves its member out.
public indirect enum BodyTree: Sendable, Hashable {
    /// Text that is always the same.
    case text(String)
    /// A number that is always the same, in JSON digits.
    case number(String)
    /// `true` or `false`.
    case flag(Bool)
    /// A field of the event.
    case place(Place)
    /// Members in their order.
    case object([Member])
    /// Elements in their order.
    case list([BodyTree])
    /// One element for each record of a list.
    case each(Place, BodyTree)

    /// A member of an object.
    public struct Member: Sendable, Hashable {
        /// Its name as it is sent.
        public var name: String
        /// What it holds.
        public var value: BodyTree

        /// Joins a name with what it holds.
        public init(name: String, value: BodyTree) {
            self.name = name
            self.value = value
        }
    }

    /// A field, and how it is written.
    public struct Place: Sendable, Hashable {
        /// Its path within the record, or within the event.
        public var path: String
        /// Whether the path starts at the event even inside `each`.
        public var isAbsolute: Bool
        /// How it is written; `nil` for the way of its kind: numbers as numbers, moments in ISO 8601.
        public var form: Form?

        /// Whether it is looked for in the event even inside `each`.
        public var isOfEvent: Bool { isAbsolute || BodyTree.ownPlaces.contains(path) }

        /// Joins a path with a form.
        public init(path: String, isAbsolute: Bool = false, form: Form? = nil) {
            self.path = path
            self.isAbsolute = isAbsolute
            self.form = form
        }
    }

    /// Places that aren't fields of the event. A control id is the key in 20 characters, as much as HL7 v2.5.1 allows
    /// (§2.15.9.10, §8.5.2.2).
    public static let ownPlaces: Set<String> = [
        "action", "delivered.key", "delivered.control-id", "delivered.trace", "delivered.source", "taken-back.key",
        "taken-back.document",
    ]

    /// How a value is written where its kind's own way isn't wanted.
    public enum Form: String, Sendable, Hashable, CaseIterable {
        /// A string, whatever it is.
        case text
        /// The day of a moment, as `2026-11-22`.
        case date
        /// Milliseconds since 1970.
        case milliseconds
    }

    /// Every place in it, with the list that it stands under: `lines.item` for `$item` in an `each` of `$lines`.
    public var places: [String] { places(below: "") }

    func places(below: String) -> [String] {
        switch self {
        case .text, .number, .flag: []
        case .place(let place): [place.isAbsolute ? place.path : below + place.path]
        case .object(let members): members.flatMap { $0.value.places(below: below) }
        case .list(let elements): elements.flatMap { $0.places(below: below) }
        case .each(let place, let body):
            body.places(below: (place.isAbsolute ? place.path : below + place.path) + ".")
        }
    }
}
