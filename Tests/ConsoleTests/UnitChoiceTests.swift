import Measures
import SyncModel
import Testing

@testable import Console

@Suite("What a sender's unit may mean")
struct UnitChoiceTests {
    private func first(_ word: String) -> String? {
        UnitChoice.choices(word: word, item: MadeUp.suture).first?.unit.rawValue
    }

    @Test(
        "the likeliest unit comes first",
        arguments: [("BX10", "BX"), ("EACH", "EA"), ("BOX", "BX"), ("BOXES", "BX"), ("CASE", "CS"), ("", "EA"), ("??", "EA")])
    func likeliest(word: String, unit: String) {
        #expect(first(word) == unit)
    }

    @Test("a number in the word is proposed as the factor")
    func proposed() {
        #expect(UnitChoice.choices(word: "BX10", item: MadeUp.suture).first?.proposedFactor == 10)
        #expect(UnitChoice.choices(word: "BX", item: MadeUp.suture).first?.proposedFactor == nil)
    }

    @Test("a pack that the item already has needs no factor")
    func knownPack() throws {
        var item = MadeUp.suture
        item.packs = [try PackFactor(unit: "BX", contains: 36, of: "EA")]
        let box = UnitChoice.choices(word: "BOX", item: item).first
        #expect(box?.needsFactor == false)
        #expect(box?.meaning.contains("1 BX = 36 EA") == true)
    }
}
