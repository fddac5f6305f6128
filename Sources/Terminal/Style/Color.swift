/// How many colours a terminal shows.
public enum ColorDepth: Int, Hashable, Sendable, CaseIterable {
    /// None: attributes only.
    case mono = 1
    /// The eight of ECMA-48.
    case ansi8 = 8
    /// Those and their bright variants.
    case ansi16 = 16
    /// The 256 of xterm.
    case palette256 = 256
    /// Every colour, as its parts.
    case direct = 16_777_216
}

/// A colour as a theme names it.
public enum Color: Hashable, Sendable {
    /// The terminal's own foreground or background.
    case terminal
    /// One of the sixteen that the user's terminal defines, 0 to 15.
    case ansi(UInt8)
    /// An exact colour, and what to use where only the sixteen exist.
    case rgb(RGB, basic: Basic = .nearest)

    /// What stands for an exact colour on a terminal of sixteen or eight.
    public enum Basic: Hashable, Sendable {
        /// The one that looks most like it.
        case nearest
        /// This one.
        case ansi(UInt8)
        /// The terminal's own.
        case terminal
    }

    /// The names of the sixteen in theme files.
    static let ansiNames = [
        "black", "red", "green", "yellow", "blue", "magenta", "cyan", "white", "bright-black", "bright-red",
        "bright-green", "bright-yellow", "bright-blue", "bright-magenta", "bright-cyan", "bright-white",
    ]

    /// The number of the colour to the terminal; nil means the terminal's own. With all colours it is the colour's
    /// parts as `0xRRGGBB`, where 0 to 7 stay the first eight of the palette (terminfo(5), direct color).
    func index(at depth: ColorDepth) -> Int32? {
        guard depth != .direct else { return direct }
        return paletteIndex(at: depth).map(Int32.init)
    }

    private var direct: Int32? {
        switch self {
        case .terminal: nil
        case .ansi(let index) where index < 8: Int32(index)
        case .ansi(let index): RGB(paletteIndex: index).packed
        case .rgb(let rgb, _): rgb.packed
        }
    }

    private func paletteIndex(at depth: ColorDepth) -> UInt8? {
        switch (self, depth) {
        case (.terminal, _), (_, .mono): nil
        case (.ansi(let index), _): index
        case (.rgb(let rgb, _), .palette256), (.rgb(let rgb, _), .direct): rgb.nearestInCube
        case (.rgb(let rgb, .nearest), _): rgb.nearestAnsi
        case (.rgb(_, .ansi(let index)), _): index
        case (.rgb(_, .terminal), _): nil
        }
    }

    /// The exact colour shown at a depth, as far as it can be known; nil for the terminal's own.
    func shown(at depth: ColorDepth) -> RGB? {
        switch (self, depth) {
        case (.rgb(let rgb, _), .direct): rgb
        default: paletteIndex(at: depth).map(RGB.init(paletteIndex:))
        }
    }
}

/// A colour in sRGB.
public struct RGB: Hashable, Sendable {
    /// Red, 0 to 255.
    public let red: UInt8
    /// Green, 0 to 255.
    public let green: UInt8
    /// Blue, 0 to 255.
    public let blue: UInt8

    /// The colour of three parts.
    public init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
        self.red = red
        self.green = green
        self.blue = blue
    }

    /// The colour written as `#rrggbb`.
    public init?(hex: some StringProtocol) {
        guard hex.utf8.count == 7, hex.first == "#", let value = UInt32(hex.dropFirst(), radix: 16) else { return nil }
        self.init(UInt8(value >> 16), UInt8(value >> 8 & 0xFF), UInt8(value & 0xFF))
    }

    /// As `0xRRGGBB`; what would be one of the first eight of the palette is the next blue.
    fileprivate var packed: Int32 {
        let value = Int32(red) << 16 | Int32(green) << 8 | Int32(blue)
        return value == 0 ? 0 : max(8, value)
    }

    /// What a terminal of a depth shows for a number given to it.
    init(shown number: Int32, at depth: ColorDepth) {
        if depth == .direct, number >= 8 {
            self.init(
                UInt8(truncatingIfNeeded: number >> 16), UInt8(truncatingIfNeeded: number >> 8),
                UInt8(truncatingIfNeeded: number))
        } else {
            self.init(paletteIndex: UInt8(truncatingIfNeeded: number))
        }
    }

    /// What xterm shows for a number of its palette.
    init(paletteIndex index: UInt8) {
        switch index {
        case 0..<16:
            self = RGB.ansi[Int(index)]
        case 16..<232:
            let cube = Int(index) - 16
            self.init(RGB.levels[cube / 36], RGB.levels[cube / 6 % 6], RGB.levels[cube % 6])
        default:
            let grey = 8 + 10 * (index - 232)
            self.init(grey, grey, grey)
        }
    }

    /// The nearest of the 240 fixed colours of the 256: the first sixteen are the user's to define.
    var nearestInCube: UInt8 {
        var best: (index: UInt8, distance: Int) = (16, .max)
        for index in UInt8(16)...255 {
            let distance = distance(to: RGB(paletteIndex: index))
            if distance < best.distance { best = (index, distance) }
        }
        return best.index
    }

    /// The nearest of the sixteen.
    var nearestAnsi: UInt8 {
        var best: (index: UInt8, distance: Int) = (0, .max)
        for index in UInt8(0)..<16 {
            let distance = distance(to: RGB(paletteIndex: index))
            if distance < best.distance { best = (index, distance) }
        }
        return best.index
    }

    /// A distance that weighs the parts about as the eye does.
    private func distance(to other: RGB) -> Int {
        let mean = (Int(red) + Int(other.red)) / 2
        let (r, g, b) = (Int(red) - Int(other.red), Int(green) - Int(other.green), Int(blue) - Int(other.blue))
        return (512 + mean) * r * r / 256 + 4 * g * g + (767 - mean) * b * b / 256
    }

    private static let levels: [UInt8] = [0, 95, 135, 175, 215, 255]
    private static let ansi: [RGB] = [
        RGB(0, 0, 0), RGB(205, 0, 0), RGB(0, 205, 0), RGB(205, 205, 0), RGB(0, 0, 238), RGB(205, 0, 205),
        RGB(0, 205, 205), RGB(229, 229, 229), RGB(127, 127, 127), RGB(255, 0, 0), RGB(0, 255, 0),
        RGB(255, 255, 0), RGB(92, 92, 255), RGB(255, 0, 255), RGB(0, 255, 255), RGB(255, 255, 255),
    ]
}
