import CNCurses
import Glibc

/// What the terminal shows, as far as the driver knows, and how cells become what ncurses takes.
struct ShownFrame {
    var surface: Surface?
    var theme: Theme?
    var isInvalid = true
    var title: String?
    var cursorVisible: Bool?
    var looks: [Style: CellLook] = [:]
    var pairs = PairTable(limit: 0)
}

/// Attributes and a pair of colours.
struct CellLook: Hashable {
    var attributes: UInt32
    var pair: Int32
}

/// Pairs of colours, defined when they are first needed.
struct PairTable {
    /// The number of pairs the terminal knows, the default one included.
    let limit: Int
    private var pairs: [SIMD2<Int32>: Int32] = [:]

    init(limit: Int) {
        self.limit = min(limit, 32_767)
    }

    /// The pair of two colours, -1 being the terminal's own. The default pair when there are no more.
    mutating func pair(_ foreground: Int32, _ background: Int32) -> Int32 {
        let colors = SIMD2(foreground, background)
        if colors == SIMD2(-1, -1) { return 0 }
        if let pair = pairs[colors] { return pair }
        let pair = Int32(pairs.count + 1)
        guard Int(pair) < limit, nc_define_pair(pair, foreground, background) == OK else { return 0 }
        pairs[colors] = pair
        return pair
    }
}

/// Sending frames.
extension NCursesDriver {
    /// Forgets what is shown, so that the next frame is sent whole.
    public func invalidate() {
        frame.isInvalid = true
    }

    /// Sends what differs from the last frame.
    public func present(_ surface: Surface, theme: Theme) {
        guard session != nil, !isSuspended else { return }
        if frame.theme != theme {
            frame.theme = theme
            frame.looks = [:]
            frame.surface = nil
        }
        let isWhole = frame.isInvalid || frame.surface?.fullSize != surface.fullSize
        let before = isWhole ? nil : frame.surface
        if isWhole { nc_erase() }
        let extent = Size(
            width: min(surface.fullSize.width, size.width), height: min(surface.fullSize.height, size.height))
        for row in 0..<extent.height { put(row: row, of: surface, before: before, columns: extent.width, theme) }
        let isVisible = surface.cursor != nil
        if frame.cursorVisible != isVisible {
            nc_show_cursor(isVisible ? 1 : 0)
            frame.cursorVisible = isVisible
        }
        nc_flush(Int32(surface.cursor?.y ?? -1), Int32(surface.cursor?.x ?? 0), isWhole ? 1 : 0)
        frame.surface = surface
        frame.isInvalid = false
        sendDrawn(after: titleBytes(surface.title))
        traffic.frames += 1
    }

    /// Sends what ncurses has written to memory, then `tail`, in one write.
    func sendDrawn(after tail: [UInt8] = []) {
        guard session != nil else { return }
        var bytes: [UInt8] = []
        var chunk = [CChar](repeating: 0, count: 16384)
        var offset = 0
        while true {
            let count = unsafe chunk.withUnsafeMutableBufferPointer { room -> Int in
                guard let start = room.baseAddress else { return 0 }
                return unsafe nc_take(start, room.count, &offset)
            }
            guard count > 0 else { break }
            bytes += chunk[..<count].map { UInt8(bitPattern: $0) }
        }
        sendBytes(bytes + tail)
    }

    /// Sends bytes that bypass ncurses.
    func sendBytes(_ bytes: [UInt8]) {
        guard !bytes.isEmpty else { return }
        session?.output.send(bytes)
        traffic.bytes += bytes.count
    }

    private func titleBytes(_ title: String?) -> [UInt8] {
        guard let title, title != frame.title, session?.isXtermLike == true else { return [] }
        frame.title = title
        return Array("\u{1B}]2;\(TerminalText.line(title, longest: 120))\u{07}".utf8)
    }

    private func put(row: Int, of surface: Surface, before: Surface?, columns: Int, _ theme: Theme) {
        let start = row * surface.fullSize.width
        for column in 0..<columns {
            let cell = surface.cells[start + column]
            guard cell.width > 0 else { continue }
            if let before, before.cells[start + column] == cell { continue }
            // The blanks of a frame that is sent whole are there already.
            if before == nil, cell == .blank() { continue }
            put(cell, row: row, column: column, columns: columns, look: look(of: cell.style, theme))
        }
    }

    private func put(_ cell: Cell, row: Int, column: Int, columns: Int, look: CellLook) {
        let width = Int(cell.width)
        var scalars = [cell.scalar, cell.firstMark, cell.secondMark]
        if !capabilities.isUnicode {
            scalars = [AsciiFallback.ascii(cell.scalar), 0, 0]
        } else if cell.scalar >= 0x7F && Int(nc_width(cell.scalar)) != width {
            // The C library knows the scalar by another width, or not at all: columns matter more than characters.
            scalars = [0xFFFD, 0, 0]
        }
        let isNarrowed = width == 2 && nc_width(scalars[0]) != 2
        let count = 1 + scalars[1...].prefix { $0 != 0 && nc_width($0) == 0 }.count
        guard column + width <= columns else { return }
        unsafe nc_put(Int32(row), Int32(column), scalars, Int32(count), look.attributes, look.pair)
        if isNarrowed { unsafe nc_put(Int32(row), Int32(column + 1), [0x20], 1, look.attributes, look.pair) }
    }

    private func look(of style: Style, _ theme: Theme) -> CellLook {
        if let look = frame.looks[style] { return look }
        let rendition = theme.rendition(of: style)
        let look = rendition.fitted(to: capabilities.depth).look { frame.pairs.pair($0, $1) }
        frame.looks[style] = look
        return look
    }
}
