/// An HL7 v2 message that is sent of an event: segments whose fields are places and constants.
///
/// Values are escaped as they are put in (HL7 v2.5.1 §2.7): no delimiter in them can change the message's shape.
public struct MessageTree: Sendable, Hashable {
    /// MSH-9.1, 9.2 and 9.3.
    public var type: (code: String, event: String, structure: String) { (typeParts[0], typeParts[1], typeParts[2]) }
    private var typeParts: [String]
    /// MSH-12.
    public var version: String
    /// What follows the MSH, in order.
    public var segments: [Segment]

    /// Joins a kind of message with its segments.
    public init(code: String, event: String, structure: String, version: String = "2.5.1", segments: [Segment]) {
        typeParts = [code, event, structure]
        self.version = version
        self.segments = segments
    }

    /// A segment, or several for each record of a list.
    public indirect enum Segment: Sendable, Hashable {
        /// One segment with its fields.
        case one(id: String, fields: [Field])
        /// The segments for each record of a list; places inside are those of the record.
        case each(BodyTree.Place, [Segment])
    }

    /// A field, or a part of one.
    public struct Field: Sendable, Hashable {
        /// The field, the component and the sub-component, each from 1: `[3, 1]` for `3.1`.
        public var position: [Int]
        /// What stands there: a place or a constant.
        public var value: BodyTree

        /// Joins a position with a value.
        public init(position: [Int], value: BodyTree) {
            self.position = position
            self.value = value
        }
    }

    /// Every place in it, as in ``BodyTree/places``.
    public var places: [String] { segments.flatMap { Self.places(of: $0, below: "") } }

    private static func places(of segment: Segment, below: String) -> [String] {
        switch segment {
        case .one(_, let fields): fields.flatMap { $0.value.places(below: below) }
        case .each(let place, let segments):
            segments.flatMap {
                places(of: $0, below: (place.isAbsolute ? place.path : below + place.path) + ".")
            }
        }
    }
}
