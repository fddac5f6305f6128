import Catalog
import Control
import SyncModel
import Terminal
import Testing

@testable import Console
@testable import SyncStore

@Suite("The page of an exception")
struct ExceptionPageTests {
    private func page(width: Int = 80, height: Int = 24, roles: Set<Role> = [.supervisor]) -> Desk {
        var desk = Desk(roles: roles, width: width, height: height)
        desk.open(ExceptionScreen(FixTarget(MadeUp.row(1))))
        desk.serve()
        return desk
    }

    @Test("80 by 24 shows why it stopped, what to do, what Enter does, and the heading of every part")
    func small() {
        let text = page().text
        for words in [
            "Nothing maps 4471-B", "Map the item to the ERP's item number", "Enter maps the item",
            "What it became", "What was sent", "What happened", "What arrived", "What to do", "booking    none yet",
        ] { #expect(text.contains(words), "\(words)") }
        #expect(!text.contains("control id"))
    }

    @Test("parts open and close under the pointer, one or all")
    func folds() {
        var desk = page(height: 60, roles: [.supervisor])
        #expect(desk.text.contains("- What it became"))
        desk.press("z")
        #expect(desk.text.contains("+ What it became"))
        desk.press("Tab z")
        #expect(desk.text.contains("+ What was sent"))
        desk.press("Z")
        #expect(!desk.text.contains("+ What"))
        desk.press("Z")
        #expect(!desk.text.contains("- What"))
    }

    @Test("fields of what arrived are named in words, segments too")
    func arrived() {
        let text = page(width: 160, height: 60).text
        for words in ["message header", "3 sending application EHR", "5 patient name", "patient visit", "FT1-7   code"]
        {
            #expect(text.contains(words), "\(words)")
        }
        #expect(!text.contains("SAMPLE"))
    }

    @Test("patient fields are shown once the engine has it on record, and for sixty seconds only")
    func unmask() throws {
        var desk = page(width: 160, height: 60)
        desk.press("v")
        #expect(desk.text.contains("kept in the audit"))
        desk.press("1")
        let effects = desk.taken()
        #expect(
            Desk.errands(effects)
                == [.request(.unmask(MessageID(rawValue: 2001), reason: Unmasking.reasons[0]))])
        #expect(!desk.text.contains("SAMPLE"))
        let token = try #require(Desk.commandToken(effects))
        desk.tell(.reply(token: token, .done(affected: 1, released: 0, summary: "Recorded.")))
        #expect(desk.text.contains("SAMPLE") && desk.text.contains("patient fields shown for"))
        desk.now = MadeUp.now.advanced(by: .seconds(60))
        desk.send(.tick)
        #expect(!desk.text.contains("SAMPLE"))
    }

    @Test("what the engine refuses to record stays masked")
    func refused() throws {
        var desk = page(width: 160, height: 60)
        desk.press("v 1")
        let token = try #require(Desk.commandToken(desk.taken()))
        desk.tell(.reply(token: token, .refused(.unavailable, "No engine answers.")))
        #expect(!desk.text.contains("SAMPLE"))
        var auditor = page(roles: [.auditor])
        auditor.press("v")
        #expect(auditor.model.notice?.text.contains("may not see patient fields") == true)
    }

    @Test("JSON is shown name by name, masked where it is not about supplies")
    func json() {
        let payload = #"""
            {"resourceType": "SupplyDelivery", "subject": {"display": "SECRET NAME"}, "identifier": [{"value": "SECRET"}],
             "quantity": {"value": 12, "unit": "EA"}, "oddity": "SECRET"}
            """#
        let masked = JSONExcerpt.lines(Array(payload.utf8), isUnmasked: false)
            .map { $0.map(\.text).joined() }.joined(separator: "\n")
        #expect(masked.contains("resourceType: SupplyDelivery") && masked.contains("value: 12"))
        #expect(masked.contains("oddity: ****") && !masked.contains("SECRET"))
        let open = JSONExcerpt.lines(Array(payload.utf8), isUnmasked: true)
            .map { $0.map(\.text).joined() }.joined(separator: "\n")
        #expect(open.contains("SECRET NAME"))
        #expect(
            !JSONExcerpt.lines(Array(#"{"a": SECRET"#.utf8), isUnmasked: false)[0][0].text.contains(
                "SECRET"))
    }

    @Test("the runbook is the site's own page, set in lines; what has none says where to add it")
    func runbook() throws {
        let catalog = try ShippedCatalog.demo.load(settings: [:])
        var desk = Desk(catalog: catalog)
        desk.open(ExceptionScreen(FixTarget(MadeUp.row(1))))
        desk.serve()
        desk.press("b")
        #expect(desk.text.contains("Unmapped item") && desk.text.contains("- Read the code and the description"))
        #expect(!desk.text.contains("`") && !desk.text.contains("##"))
        var bare = page()
        bare.press("b")
        #expect(bare.text.contains("Add one as runbooks/item.unmapped.md"))
    }
}

@Suite("Markdown as lines")
struct MarkdownTextTests {
    private func lines(_ text: String, width: Int = 30) -> [String] {
        MarkdownText(text).lines(width: width).map { $0.map(\.text).joined() }
    }

    @Test("headings, paragraphs, lists and code are told apart, and broken between words")
    func blocks() {
        let text = """
            # One `code` title

            A paragraph that goes
            on in **two** lines of [words](http://x).

            - first thing that is long enough to break
            1. numbered

            ```
            tallyward  fix
            ```
            """
        #expect(
            lines(text) == [
                "One code title", "", "A paragraph that goes on in", "two lines of words.", "",
                "- first thing that is long", "  enough to break", "1. numbered", "", "  tallyward  fix",
            ])
        #expect(MarkdownText(text).title == "One code title")
        #expect(MarkdownText(text).body.lines(width: 30).first?.map(\.text).joined() == "A paragraph that goes on in")
    }

    @Test(
        "what it doesn't know stays as it is, and nothing traps",
        arguments: ["`", "**", "[x](", "- ", "#", "1.", "\u{1B}[2J"])
    func odd(text: String) {
        #expect(!lines(text).isEmpty)
        #expect(lines(text + "\n" + text, width: 1).allSatisfy { $0.count <= 40 })
    }

    @Test("words in two styles stay together where no blank stands between them")
    func glued() {
        #expect(lines("use `a`, then `b`.") == ["use a, then b."])
    }
}
