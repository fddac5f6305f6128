import Catalog
import SyncModel
import X12

extension MessageExcerpt {
    /// Segments whose elements are about an order and not about people.
    private static let open: Set<String> = [
        "ISA", "GS", "ST", "BIG", "CUR", "ITD", "IT1", "PAM", "TXI", "TDS", "CTT", "SE",
    ]

    /// What senders may sign in with: ISA-02 and ISA-04.
    private static let secrets: Set<Int> = [2, 4]

    /// What people call the segments of an invoice.
    private static let setNames = [
        "ISA": "interchange", "GS": "group", "ST": "set", "BIG": "invoice", "CUR": "currency", "REF": "reference",
        "N1": "party", "N3": "street", "N4": "town", "PER": "contact", "ITD": "terms", "DTM": "date", "IT1": "line",
        "PID": "description", "PAM": "amount", "TXI": "tax", "SAC": "charge or allowance", "TDS": "total",
        "CTT": "counts", "SE": "end",
    ]

    /// Takes a transaction set of X12 apart, with its ISA and GS.
    ///
    /// - Parameters:
    ///   - known: what the catalog says of its places: what isn't a patient's there is shown.
    ///   - isUnmasked: whether everything is shown.
    init(set payload: [UInt8], known: KnownPlaces, isUnmasked: Bool) {
        var reader = InterchangeReader(limit: payload.count)
        reader.append(payload)
        let set: TransactionSet?
        do throws(InterchangeError) { set = try reader.next() } catch { set = nil }
        guard let set else {
            self.init(
                segments: [],
                remark: "It is no set of X12: its \(Wording.count(payload.count, "byte")) stay hidden.")
            return
        }
        let (shown, hidden) = (SetSpot.all(known.open, in: set), SetSpot.all(known.closed, in: set))
        var counts: [String: Int] = [:]
        let segments = [set.interchange, set.group] + set.segments
        let parts = segments.prefix(200).enumerated().map { index, segment in
            counts[segment.name, default: 0] += 1
            let fields = (1...max(1, segment.count)).compactMap { element -> Field? in
                guard let text = segment.text(element) else { return nil }
                let spot = SetSpot(position: index - 1, element: element)
                let isSecret = segment.name == "ISA" && Self.secrets.contains(element)
                let isOpen = (Self.open.contains(segment.name) && !isSecret) || shown.contains(spot)
                let isShown = isUnmasked || (isOpen && !hidden.contains(spot))
                return Field(
                    number: element, name: "", value: isShown ? String(text.prefix(400)) : "", isMasked: !isShown,
                    isAtStake: false)
            }
            return Segment(
                id: segment.name.count > 3 ? "???" : segment.name, number: counts[segment.name] ?? 1,
                name: Self.setNames[segment.name] ?? "", fields: fields, isAtStake: false)
        }
        let count = segments.count
        self.init(
            segments: parts, remark: count > 200 ? "Only the first 200 of \(count.grouped) segments are shown." : nil)
    }
}

/// An element of a set: the number of its segment, ST being 1, and its own.
private struct SetSpot: Hashable {
    var position: Int
    var element: Int

    /// Where places of the catalog are in a set.
    static func all(_ places: Set<KnownPlaces.Place>, in set: TransactionSet) -> Set<SetSpot> {
        var spots: Set<SetSpot> = []
        for place in places {
            guard let path = read(place.path) else { continue }
            let scopes = place.arrays.reduce([SetScope(set)]) { scopes, each in
                read(each).map { loop in scopes.flatMap { $0.loops(at: loop) } } ?? []
            }
            for scope in scopes {
                guard let position = scope.position(of: path), let element = scope.element(of: path) else { continue }
                spots.insert(SetSpot(position: position, element: element))
            }
        }
        return spots
    }

    private static func read(_ text: String) -> X12.Path? {
        do throws(PathError) { return try X12.Path(text) } catch { return nil }
    }
}
