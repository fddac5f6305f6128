import Foundation
import Measures
import SyncModel
import Testing

@Suite("Money")
struct MoneyTests {
    @Test(
        "an amount reads as people write it",
        arguments: [
            (0, "$0.00"), (5, "$0.05"), (50, "$0.50"), (99_999, "$999.99"), (100_000, "$1,000.00"),
            (120_450, "$1,204.50"), (-300, "-$3.00"), (-123_456_789, "-$1,234,567.89"),
            (Int64.min, "-$92,233,720,368,547,758.08"),
        ] as [(Int64, String)])
    func description(cents: Int64, text: String) {
        #expect(Money(cents: cents).description == text)
    }

    @Test("a sum too large is held at the largest amount, in both directions")
    func saturation() {
        #expect(Money(cents: .max) + Money(cents: 1) == Money(cents: .max))
        #expect(Money(cents: .min) + Money(cents: -1) == Money(cents: .min))
        #expect(Money(cents: .max) + Money(cents: .min) == Money(cents: -1))
    }

    @Test(
        "a price times a quantity is rounded half away from zero",
        arguments: [
            (250, "2", 500), (333, "0.5", 167), (-333, "0.5", -167), (1, "0.4", 0), (1, "0.5", 1),
            (100, "-1.005", -101),
        ] as [(Int64, String, Int64)])
    func times(cents: Int64, quantity: String, product: Int64) throws {
        #expect(Money(cents: cents).times(try #require(ExactDecimal(quantity))) == Money(cents: product))
    }

    @Test("a product out of range is none")
    func outOfRange() throws {
        let huge = try #require(ExactDecimal("99999999999999999999"))
        #expect(Money(cents: .max).times(huge) == nil)
    }

    @Test(
        "an amount has at most two places",
        arguments: [("12.5", 1250), ("-3", -300), ("0.01", 1), ("0.001", nil), ("99999999999999999999", nil)]
            as [(String, Int64?)])
    func reading(text: String, cents: Int64?) throws {
        #expect(Money(try #require(ExactDecimal(text)))?.cents == cents)
    }

    @Test("an amount is a bare number of cents in JSON")
    func json() throws {
        #expect(String(decoding: try JSONEncoder().encode([Money(cents: -12)]), as: UTF8.self) == "[-12]")
        #expect(try JSONDecoder().decode([Money].self, from: Data("[1250]".utf8)) == [Money(cents: 1250)])
    }

    @Test(
        "thousands are set apart",
        arguments: [(0, "0"), (7, "7"), (999, "999"), (1000, "1,000"), (-1_234_567, "-1,234,567")] as [(Int, String)])
    func grouping(number: Int, text: String) {
        #expect(number.grouped == text)
    }
}
