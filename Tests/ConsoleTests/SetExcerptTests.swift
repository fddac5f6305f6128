import Terminal
import Testing

@testable import Console

@Suite("What of a transaction set may be shown")
struct SetExcerptTests {
    private static let payload: [UInt8] =
        Array(
            [
                "ISA*00*          *01*PASSWORD  *ZZ*ACMESUTURES    "
                    + "*ZZ*MERCYVALLEY    *260412*0615*U*00401*000000101*0*P*:",
                "GS*IN*ACMEAR*MVAP*20260412*0615*7*X*004010", "ST*810*0001", "BIG*20260412*INV-1**PO-9",
                "REF*VN*V-77", "N1*SU*ACME SUTURES*92*acme", "N1*IL*JANE SECRET*MI*M-55", "N3*9 HIDDEN ST",
                "IT1*1*5*BX*150.48*PE*VN*J316H", "PID*F****SUTURE", "REF*LT*LOT-5", "TDS*75240", "SE*11*0001", "GE*1*7",
                "IEA*1*000000101",
            ].joined(separator: "~\n").utf8) + [0x7E]

    private static let known = KnownPlaces(
        open: [.init(path: "N1[SU]-04"), .init(arrays: ["IT1"], path: "REF[LT]-02")],
        closed: [.init(path: "N1[IL]-04"), .init(path: "TDS-01")])

    private func text(known: KnownPlaces = known, isUnmasked: Bool = false) -> String {
        let excerpt = MessageExcerpt(set: Self.payload, known: known, isUnmasked: isUnmasked)
        return ExcerptLines.lines(excerpt, width: 90).flatMap { $0 }.map(\.text).joined(separator: " ")
    }

    @Test("what is about an order is shown, and what the catalog reads as nobody's, in whichever line it stands")
    func shown() {
        let text = text()
        for word in ["ACMESUTURES", "INV-1", "PO-9", "J316H", "150.48", "acme", "LOT-5", "0001"] {
            #expect(text.contains(word), "\(word)")
        }
    }

    @Test("names, addresses, what senders sign in with and what the catalog calls a patient's are masked")
    func masked() {
        let text = text()
        for word in ["JANE", "M-55", "HIDDEN", "PASSWORD", "ACME SUTURES", "75240", "V-77", "SUTURE "] {
            #expect(!text.contains(word), "\(word)")
        }
        #expect(text.contains("****") && self.text(isUnmasked: true).contains("JANE SECRET"))
    }

    @Test("what can't be read as a set stays hidden")
    func unreadable() {
        let excerpt = MessageExcerpt(set: Array("ISA*JANE".utf8), known: Self.known, isUnmasked: true)
        #expect(excerpt.segments.isEmpty && excerpt.remark == "It is no set of X12: its 8 bytes stay hidden.")
    }
}
