/// A look as one terminal can show it: the numbers of colours (nil for the terminal's own) and attributes.
struct FittedLook: Hashable {
    var foreground: Int32?
    var background: Int32?
    var attributes: Attributes

    /// The look in the numbers of ncurses.
    func look(pair: (Int32, Int32) -> Int32) -> CellLook {
        CellLook(
            attributes: UInt32(attributes.rawValue),
            pair: pair(foreground ?? -1, background ?? -1))
    }
}

extension Rendition {
    /// The look at a number of colours. Without colours the attributes for that case are used; with eight, a bright
    /// foreground is a bold one.
    func fitted(to depth: ColorDepth) -> FittedLook {
        guard depth != .mono else { return FittedLook(attributes: mono) }
        var look = FittedLook(
            foreground: foreground.index(at: depth), background: background.index(at: depth), attributes: attributes)
        guard depth == .ansi8 else { return look }
        if let bright = look.foreground, bright >= 8 {
            look.foreground = bright - 8
            look.attributes.insert(.bold)
        }
        if let bright = look.background, bright >= 8 { look.background = bright - 8 }
        // Bold black is dark grey on most terminals, or black on black.
        if look.foreground == 0 {
            look.attributes.remove(.bold)
            if look.background == nil { look.foreground = nil }
        }
        return look
    }
}
