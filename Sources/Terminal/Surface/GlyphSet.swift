/// The characters that frames, gauges and marks are made of.
///
/// Widgets ask the surface for its set, so that a terminal without UTF-8 gets shapes that were meant for it.
public struct GlyphSet: Hashable, Sendable {
    /// Whether characters beyond ASCII may be drawn.
    public let isUnicode: Bool
    /// A horizontal line.
    public let horizontal: String
    /// A vertical line.
    public let vertical: String
    /// Corners in reading order: top left, top right, bottom left, bottom right.
    public let corners: [String]
    /// Crossings: from the left edge, from the right edge, from the top, from the bottom, and all four ways.
    public let crossings: [String]
    /// Bars rising from the bottom, lowest first; the first is blank, the last a full cell.
    public let rising: [String]
    /// Bars growing from the left, shortest first; the first is blank, the last a full cell.
    public let growing: [String]
    /// The empty part of a gauge.
    public let track: String
    /// Stands for text cut off.
    public let ellipsis: String
    /// Before the selected row.
    public let pointer: String
    /// Before a marked row.
    public let mark: String
    /// A bullet.
    public let bullet: String
    /// Between the parts of a trail.
    public let separator: String
    /// Arrows: up, down, left, right.
    public let arrows: [String]
    /// A check mark.
    public let check: String
    /// The track and the thumb of a scroll marker.
    public let scroll: [String]

    /// Line drawing, eighth blocks and braille.
    public static let unicode = GlyphSet(
        isUnicode: true, horizontal: "─", vertical: "│", corners: ["╭", "╮", "╰", "╯"],
        crossings: ["├", "┤", "┬", "┴", "┼"], rising: [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"],
        growing: [" ", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"], track: "░", ellipsis: "…", pointer: "▸",
        mark: "●", bullet: "•", separator: "›", arrows: ["↑", "↓", "←", "→"], check: "✓", scroll: ["│", "┃"])

    /// What every terminal shows.
    public static let ascii = GlyphSet(
        isUnicode: false, horizontal: "-", vertical: "|", corners: ["+", "+", "+", "+"],
        crossings: ["+", "+", "+", "+", "+"], rising: [" ", "_", ".", "-", "=", "+", "*", "#", "#"],
        growing: [" ", "#"], track: "-", ellipsis: "~", pointer: ">", mark: "*", bullet: "*", separator: ">",
        arrows: ["^", "v", "<", ">"], check: "x", scroll: ["|", "#"])

    /// No shapes at all, for lines of text that are read aloud: only the pointer and the mark say something.
    public static let plain = GlyphSet(
        isUnicode: false, horizontal: " ", vertical: " ", corners: [" ", " ", " ", " "],
        crossings: [" ", " ", " ", " ", " "], rising: [" ", " "], growing: [" ", " "], track: " ", ellipsis: "~",
        pointer: ">", mark: "*", bullet: "*", separator: ">", arrows: ["", "", "", ""], check: "x",
        scroll: [" ", " "])
}
