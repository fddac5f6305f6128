import Catalog
import SyncModel

/// What the catalog says of the places in one kind of message: what stands where is about a patient, or is not. Of any
/// other place nothing is known.
struct KnownPlaces: Sendable, Hashable {
    /// Places whose values may be shown, as the readings write them, below what each reading begins with.
    private(set) var open: Set<Place> = []
    /// Places that hold something of a patient.
    private(set) var closed: Set<Place> = []
    /// What stands between two cells, where the message is a row of a file.
    private(set) var delimiter = UInt8(ascii: ",")

    /// A place below others: the array that its element stands in, or what an event is made from.
    struct Place: Sendable, Hashable {
        /// The paths of the arrays around it, outermost first.
        var arrays: [String] = []
        var path: String
    }

    /// Places that stand by themselves.
    init(open: Set<String>, closed: Set<String>) {
        self.init(open: Set(open.map { Place(path: $0) }), closed: Set(closed.map { Place(path: $0) }))
    }

    /// Joins places, of which those that are closed are not open.
    init(open: Set<Place>, closed: Set<Place>) {
        self.open = open
        self.closed = closed
    }

    /// What the source's readings of a kind of message say; nothing where the catalog has none.
    init(of message: String, from source: SourceName, in catalog: SiteCatalog?) {
        guard let catalog, let source = catalog.sources[source] else { return }
        if case .rows(let layout)? = source.folder?.content { delimiter = layout.delimiter }
        for reading in source.readings where reading.message == message {
            guard let contract = catalog.contract(reading.event, version: reading.version) else { continue }
            let patient = contract.patientPaths
            let arrays = reading.each.map { [$0] } ?? []
            add(reading.fields, below: "", in: arrays) { path in
                guard contract.definition(of: path) != nil else { return nil }
                return patient.contains { path == $0 || path.hasPrefix($0 + ".") }
            }
        }
        // What is a patient's by one reading is so by all.
        open.subtract(closed)
    }

    private mutating func add(
        _ fields: [String: FieldReading], below: String, in arrays: [String], isOfPatient: (String) -> Bool?
    ) {
        for (name, field) in fields {
            let path = below + name
            guard field.lines.isEmpty else {
                for array in field.paths {
                    add(field.lines, below: path + ".", in: arrays + [array], isOfPatient: isOfPatient)
                }
                continue
            }
            for place in field.paths.map({ Place(arrays: arrays, path: $0) }) {
                switch isOfPatient(path) {
                case true?: closed.insert(place)
                case false?: open.insert(place)
                case nil: break
                }
            }
        }
    }
}
