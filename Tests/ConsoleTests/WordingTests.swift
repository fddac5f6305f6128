import SyncModel
import Testing

@testable import Console

@Suite("Numbers as the console writes them")
struct WordingTests {
    @Test(
        "a latency fits five columns",
        arguments: [(45, "45ms"), (99, "99ms"), (830, "0.8s"), (9999, "9.9s"), (31_000, "31s"), (240_000, "4m"), (-5, "0ms")])
    func latency(milliseconds: Int, text: String) {
        #expect(Wording.latency(.milliseconds(milliseconds)) == text)
    }

    @Test("a rate has one place below a thousand", arguments: [(0, "0.0"), (41.25, "41.3"), (1204.6, "1,204"), (-1, "-")])
    func rate(number: Double, text: String) {
        #expect(Wording.rate(number) == text)
    }

    @Test("cents are left out of large amounts", arguments: [(9999, "$99.99"), (120_450, "$1,204"), (-500_000, "-$5,000")])
    func worth(cents: Int64, text: String) {
        #expect(Wording.worth(Money(cents: cents)) == text)
    }

    @Test("one is one and many are many")
    func counts() {
        #expect(Wording.count(1, "row") == "1 row")
        #expect(Wording.count(1200, "row") == "1,200 rows")
    }
}
