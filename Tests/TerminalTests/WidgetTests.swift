import Testing

@testable import Terminal

@Suite struct WidgetTests {
    private func rows(_ width: Int, _ height: Int, ascii: Bool = false, _ widget: some Widget) -> [String] {
        var surface = Surface(width: width, height: height, glyphs: ascii ? .ascii : .unicode)
        surface.draw(widget)
        return surface.rows
    }

    private func table(selection: Int? = 1, offset: Int = 0, count: Int = 3) -> Table {
        Table(
            columns: [
                TableColumn("CAUSE", .flexible(min: 6)), TableColumn("QTY", .fixed(4), .trailing, isSorted: true),
                TableColumn("SITE", .fixed(5), priority: 1),
            ], count: count, offset: offset, selection: selection, placeholder: "nothing waits"
        ) { row in
            TableRow(["UNMAPPED ITEM", Span("\(row)", .money), "H-\(row)"], isMarked: row == 2)
        }
    }

    @Test("a table shows heads, the sort, the selection and marks without needing colour")
    func tables() {
        #expect(
            rows(24, 4, table()) == [
                "  CAUSE       QTY↓ SITE ", "  UNMAPPED I…    0 H-0  ", "▸ UNMAPPED I…    1 H-1  ",
                " ●UNMAPPED I…    2 H-2  ",
            ])
    }

    @Test("the cursor stands on the selected row")
    func tableCursor() {
        var surface = Surface(width: 24, height: 4)
        surface.draw(table())
        #expect(surface.cursor == Point(0, 2))
        #expect(surface.cell(at: Point(23, 2))?.style.overlay == .selection)
        #expect(surface.cell(at: Point(16, 2))?.style.scope == .money)
    }

    @Test("only rows in the window are asked for, and a marker shows where the window is")
    func windows() {
        var asked: [Int] = []
        let table = Table(columns: [TableColumn("A", .flexible(min: 1))], count: 1_000_000, offset: 999_998) { row in
            asked.append(row)
            return TableRow([Span("\(row)")])
        }
        #expect(rows(12, 4, table) == ["  A         ", "  999998   │", "  999999   │", "           ┃"])
        #expect(asked == [999_998, 999_999])
    }

    @Test("columns give way by priority when there is no room")
    func narrowTable() {
        #expect(rows(14, 4, table())[1] == "  UNMAPP…    0")
    }

    @Test("an empty table says so")
    func emptyTable() {
        #expect(rows(20, 3, table(count: 0))[1] == "  nothing waits     ")
    }

    @Test("columns share what is left by weight and never exceed the row")
    func columnLayout() {
        let columns: [(width: ColumnWidth, priority: Int)] = [
            (.fixed(3), 0), (.flexible(min: 4), 0), (.flexible(min: 4, weight: 2), 0),
        ]
        #expect(ColumnLayout.widths(columns, total: 22) == [3, 7, 10])
        #expect(ColumnLayout.widths(columns, total: 13) == [3, 4, 4])
        #expect(ColumnLayout.widths(columns, total: 12) == [3, 8, 0])
        #expect(ColumnLayout.widths(columns, total: 2) == [2, 0, 0])
        #expect(ColumnLayout.widths([], total: 5) == [])
        for total in 0...40 {
            let widths = ColumnLayout.widths(columns, total: total)
            #expect(widths.reduce(0, +) + max(0, widths.filter { $0 > 0 }.count - 1) <= total)
        }
    }

    @Test("where text would be cut, empty columns make room, and what fits comes back")
    func fittedLayout() {
        let columns: [(width: ColumnWidth, priority: Int)] = [
            (.fixed(8), 0), (.flexible(min: 4), 0), (.flexible(min: 4, weight: 3), 1), (.fixed(5), 2),
        ]
        #expect(
            ColumnLayout.widths(columns, needs: [4, 4, 4, 4], total: 30) == ColumnLayout.widths(columns, total: 30))
        #expect(ColumnLayout.widths(columns, needs: [4, 20, 0, 4], total: 30) == [4, 20, 0, 4])
        #expect(ColumnLayout.widths(columns, needs: [4, 30, 30, 0], total: 30) == [4, 12, 12, 0])
        #expect(ColumnLayout.widths(columns, needs: [4, 10, 0, 4], total: 19) == [8, 10, 0, 0])
        for total in 8...60 {
            let widths = ColumnLayout.widths(columns, needs: [4, 20, 9, 4], total: total)
            #expect(widths.reduce(0, +) + max(0, widths.filter { $0 > 0 }.count - 1) <= max(total, 0))
        }
    }

    @Test("a table whose columns fit their text cuts none that has room")
    func fittedTable() {
        var table = Table(
            columns: [
                TableColumn("WHAT", .flexible(min: 4)), TableColumn("REMARK", .flexible(min: 6, weight: 4)),
                TableColumn("WORTH", .fixed(9)),
            ], count: 1
        ) { _ in TableRow([Span("a rather long name"), Span(""), Span("$1")]) }
        #expect(rows(30, 2, table)[1].contains("…"))
        table.fitsText = true
        #expect(rows(30, 2, table)[1].contains("a rather long name $1"))
    }

    @Test("a name that is told from others by its end loses its middle")
    func middle() {
        func cut(_ name: String, _ width: Int) -> String { MiddleCut.text(name, width: width, ellipsis: "…") }
        #expect(cut("encounter-discharged.billing", 20) == "encounter-…d.billing")
        #expect(cut("encounter-discharged.billing", 14) == "encou….billing")
        #expect(cut("encounter-discharged.care-coordination", 14) == "enc…ordination")
        #expect(cut("short", 14) == "short")
        #expect(cut("patient-refund", 3) == "patient-refund")
        for width in 5...40 {
            #expect(DisplayWidth.of(cut("encounter-discharged.data-platform", width)) <= width)
        }
    }

    @Test("the window follows the selection by no more than needed and ends with the list")
    func scrollWindow() {
        var window = ScrollWindow()
        window.show(12, of: 100, height: 10)
        #expect(window.offset == 3)
        window.show(5, of: 100, height: 10)
        #expect(window.offset == 3)
        window.show(2, of: 100, height: 10)
        #expect(window.offset == 2)
        window.show(99, of: 100, height: 10)
        #expect(window.offset == 90)
        window.show(4, of: 5, height: 10)
        #expect(window.offset == 0)
    }

    @Test("the footer drops hints from the end but never help")
    func hints() {
        let hints = KeyHints([
            KeyHint("Enter", "open"), KeyHint("m", "map"), KeyHint("u", "unit"), KeyHint("?", "help"),
        ])
        #expect(rows(44, 1, hints)[0] == " Enter open  m map  u unit  ? help          ")
        #expect(rows(30, 1, hints)[0] == " Enter open  m map  ? help    ")
    }

    @Test("the right side of a status line stays whole")
    func statusLine() {
        let line = StatusLine([Span("PROD", .chromeProd), " delayed by the ERP"], trailing: ["08:14"])
        #expect(rows(30, 1, line)[0] == "PROD delayed by the ERP  08:14")
        #expect(rows(16, 1, line)[0] == "PROD dela… 08:14")
    }

    @Test("a gauge is filled in eighths, or in whole columns without UTF-8")
    func gauges() {
        #expect(rows(8, 1, Gauge(0.5))[0] == "████░░░░")
        #expect(rows(8, 1, Gauge(0.55))[0] == "████▍░░░")
        #expect(rows(8, 1, Gauge(-1))[0] == "░░░░░░░░")
        #expect(rows(8, 1, Gauge(.nan))[0] == "░░░░░░░░")
        #expect(rows(8, 1, Gauge(7))[0] == "████████")
        #expect(rows(8, 1, ascii: true, Gauge(0.5))[0] == "####----")
    }

    @Test("a sparkline shows the newest values on the right, and little is not nothing")
    func sparklines() {
        #expect(rows(6, 1, Sparkline([9, 0, 1, 2, 4, 8, 0.01]))[0] == " ▁▂▄█▁")
        #expect(rows(4, 2, Sparkline([0, 4, 8])) == ["   █", "  ██"])
        #expect(rows(4, 1, Sparkline([1, 2], maximum: 4))[0] == "  ▂▄")
        #expect(rows(2, 1, Sparkline([0, 1, 2, 4], shape: .braille))[0] == "⢀⣼")
        #expect(rows(4, 1, Sparkline([.nan, .infinity, 0, -1]))[0] == "    ")
        #expect(rows(4, 1, ascii: true, Sparkline([0, 1, 4, 8], shape: .braille))[0] == " _=#")
    }

    @Test("a panel has its heading and note in the frame")
    func panels() {
        #expect(
            rows(20, 3, Panel("Trend", note: ["max 55"])) == [
                "╭─ Trend ── max 55 ╮", "│                  │",
                "╰──────────────────╯",
            ])
    }

    @Test("a dialog stands in the middle with its keys")
    func dialogs() {
        let dialog = Dialog(
            "Sure?", lines: [["Resubmit ", Span("198", .strong)]], hints: [KeyHint("y", "yes"), KeyHint("n", "no")],
            preferredWidth: 20)
        #expect(
            rows(24, 7, dialog) == [
                "                        ", "  ╭─ Sure? ──────────╮  ", "  │ Resubmit 198     │  ",
                "  │                  │  ", "  │ y yes  n no      │  ", "  ╰──────────────────╯  ",
                "                        ",
            ])
    }

    @Test("choices have digits, and the selected one is pointed at")
    func pickers() {
        let picker = ListPicker([["100234 SUTURE"], [Span("none of these", .dim)]], selection: 1)
        #expect(rows(20, 2, picker) == ["  1 100234 SUTURE   ", "▸ 2 none of these   "])
    }

    @Test("help lists groups of keys in columns")
    func help() {
        let help = HelpOverlay("Help", [.init("Moving", [KeyHint(.pageDown, "a page"), KeyHint("j", "down")])])
        #expect(
            rows(24, 5, help) == [
                "  ╭─ Help ───────────╮  ", "  │ Moving           │  ",
                "  │   PgDn  a page   │  ", "  │   j     down     │  ", "  ╰──────────────────╯  ",
            ])
    }

    @Test("a paragraph breaks between words, and long words where they must")
    func paragraphs() {
        #expect(Paragraph("one two three").lines(width: 8) == ["one two", "three"])
        #expect(Paragraph("abcdefghij k").lines(width: 4) == ["abcd", "efgh", "ij k"])
        #expect(Paragraph("a\n\nb").lines(width: 4) == ["a", "", "b"])
    }

    @Test("a terminal too small says what it needs: in one line, else in three, else what to do first")
    func tooSmall() {
        let widget = TooSmall(needed: Size(width: 60, height: 16), verdict: ["DEGRADED 1/6"])
        #expect(rows(40, 2, widget) == ["DEGRADED 1/6  needs 60x16  q quits      ", String(repeating: " ", count: 40)])
        #expect(rows(20, 3, widget) == ["DEGRADED 1/6        ", "needs 60x16         ", "q quits             "])
        #expect(rows(20, 1, widget) == ["needs 60x16  q quits"])
        let spoken = TooSmall(needed: Size(width: 60, height: 16), verdict: ["OK", " every flow is on time"])
        #expect(rows(20, 1, spoken) == ["OK  needs 60x16     "])
        #expect(rows(8, 2, widget) == ["q quits ", "        "])
    }

    @Test("every widget draws into areas of any extent", arguments: 0...14)
    func anyExtent(_ width: Int) {
        for height in 0...8 {
            for glyphs in [GlyphSet.unicode, .ascii] {
                var surface = Surface(width: width, height: height, glyphs: glyphs)
                surface.draw(table(selection: 2, count: 30))
                surface.draw(KeyHints([KeyHint("Enter", "open"), KeyHint("?", "help")]))
                surface.draw(StatusLine(["日本語 text"], trailing: ["right 日本"]))
                surface.draw(Gauge(0.4))
                surface.draw(Sparkline([1, 2, 3, 4, 5], shape: .braille))
                surface.draw(Sparkline([1, 2, 3, 4, 5]))
                surface.draw(Panel("日本語", note: ["note"]))
                surface.draw(Dialog("Title", lines: [["日本語"], []], hints: [KeyHint("y", "yes")]))
                surface.draw(ListPicker([["日本語"], ["b"], ["c"]], offset: 1, selection: 2))
                surface.draw(HelpOverlay("Help", [.init("Keys", [KeyHint("a", "日本語 b")])], offset: 3))
                surface.draw(TextField(TextInput("日本語日本語"), label: "L"))
                surface.draw(TooSmall(needed: Size(width: 60, height: 16)))
                surface.draw(Paragraph("日本語 text"))
                surface.draw(ScrollMarker(offset: 5, visible: height, total: 50))
                #expect(surface.isWhole || width == 0)
            }
        }
    }
}
