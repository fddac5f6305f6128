/// Where the user is in a list that changes under them: on a thing, not at a place.
///
/// When rows come and go the cursor stays on its row and the row stays where it is on the screen; when the row itself
/// goes, the cursor takes the one that moved up into its place. Rows that were not there at the last look are fresh.
struct ListCursor<ID: Hashable & Sendable>: Sendable {
    /// The rows, in order.
    private(set) var ids: [ID] = []
    /// The row under the cursor.
    private(set) var selected: ID?
    /// The number of that row.
    private(set) var index = 0
    /// The first row in view.
    private(set) var offset = 0
    /// Rows that came since the user last looked.
    private(set) var fresh: Set<ID> = []
    private var known: Set<ID>?

    /// Takes a new state of the list.
    mutating func adopt(_ newIDs: [ID]) {
        let all = Set(newIDs)
        if let known { fresh = fresh.union(all.subtracting(known)).intersection(all) }
        known = (known ?? []).union(all)
        if (known?.count ?? 0) > 20_000 { known = all }
        ids = newIDs
        let place = index - offset
        if let selected, let found = newIDs.firstIndex(of: selected) {
            index = found
        } else {
            index = max(0, min(index, newIDs.count - 1))
        }
        selected = newIDs.indices.contains(index) ? newIDs[index] : nil
        offset = max(0, index - place)
    }

    /// Notes rows that were there already, out of view: when they are listed they are not fresh.
    mutating func know(_ newIDs: [ID]) {
        known?.formUnion(newIDs)
    }

    /// Forgets what was there: the next rows are a new list.
    mutating func reset() {
        self = ListCursor()
    }

    mutating func move(by step: Int) { select(index + step) }
    mutating func toStart() { select(0) }
    mutating func toEnd() { select(ids.count - 1) }

    /// Moves onto a row by its number; the nearest one where there is none of it.
    mutating func select(_ number: Int) {
        index = max(0, min(number, ids.count - 1))
        selected = ids.indices.contains(index) ? ids[index] : nil
        if let selected { fresh.remove(selected) }
    }

    /// Moves onto a row by its number, and says whether the cursor was there already.
    mutating func point(to number: Int) -> Bool {
        let wasThere = number == index
        select(number)
        return wasThere
    }

    /// Moves onto a row, where it is there.
    mutating func select(id: ID) {
        if let found = ids.firstIndex(of: id) { select(found) }
    }

    /// Nothing is new any more.
    mutating func acknowledge() { fresh = [] }

    /// Brings the cursor into a view of so many rows.
    mutating func reveal(height: Int) {
        guard height > 0 else { return }
        if index < offset { offset = index }
        if index >= offset + height { offset = index - height + 1 }
        offset = max(0, min(offset, ids.count - height))
    }
}
