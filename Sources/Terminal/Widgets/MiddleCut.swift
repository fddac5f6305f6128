/// Names whose ends tell them apart: where there is no room for one, its middle goes.
enum MiddleCut {
    /// A name within `width` columns: whole where it fits, else its beginning and its end around the ellipsis. Of one
    /// with a dot, what stands behind the last one stays whole as long as three columns are left for the beginning.
    static func text(_ name: String, width: Int, ellipsis: String) -> String {
        let mark = DisplayWidth.of(ellipsis)
        guard DisplayWidth.of(name) > width, width > mark + 3 else { return name }
        let room = width - mark
        var tail = room / 2
        if let dot = name.lastIndex(of: ".") {
            tail = max(tail, min(DisplayWidth.of(String(name[dot...])), room - 3))
        }
        let end = part(name.reversed(), width: tail).reversed()
        let begin = part(name, width: room - end.reduce(0) { $0 + DisplayWidth.of(String($1)) })
        return String(begin) + ellipsis + String(end)
    }

    /// As many characters from the first on as fit.
    private static func part(_ characters: some Sequence<Character>, width: Int) -> [Character] {
        var part: [Character] = []
        var used = 0
        for character in characters {
            used += DisplayWidth.of(String(character))
            guard used <= width else { break }
            part.append(character)
        }
        return part
    }
}
