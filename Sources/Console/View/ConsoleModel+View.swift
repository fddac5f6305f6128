import SyncStore
import Terminal

extension ConsoleModel {
    /// Begins where the user left, as they like to see it.
    mutating func restore(_ view: ViewState) {
        kept = view
        chosenTheme = view.theme
        stack = [made(root)]
        _ = go(to: beginning)
    }

    /// Where the user begins in the roles they have: where they left, else at home.
    var beginning: RootScreen {
        guard let name = kept?.roots[home.name] else { return home }
        return RootScreen.all.first { $0.name == name } ?? home
    }

    /// A root as it is at first, set as the user had set it.
    func made(_ root: RootScreen) -> any Screen {
        var screen = root.make(context)
        if let view = kept?.screens[root.name] { screen.restore(view) }
        return screen
    }

    /// Has the view kept, if it has changed.
    mutating func keepIfChanged() -> [ConsoleEffect] {
        guard var view = kept else { return [] }
        view.theme = chosenTheme
        view.roots[home.name] = root.name
        for (root, screen) in parked.map({ ($0, $1) }) + [(root, stack[0])] {
            let set = screen.keptView
            view.screens[root.name] = set.isEmpty ? nil : set
        }
        guard view != kept else { return [] }
        kept = view
        return [.keep(view)]
    }
}

extension RowList {
    /// How it is sorted, as it is kept; empty for as the rows come.
    var keptView: [String: String] { sort.map { ["sort": "\($0.isAscending ? "+" : "-")\($0.column)"] } ?? [:] }

    /// Sorts as was kept, where there is such a column.
    mutating func restore(_ view: [String: String]) {
        guard let kept = view["sort"], let sign = kept.first else { return }
        setSort(ListSort(column: String(kept.dropFirst()), isAscending: sign == "+"))
    }
}

extension ListScreen {
    var keptView: [String: String] { list.keptView }
    mutating func restore(_ view: [String: String]) { list.restore(view) }
}
