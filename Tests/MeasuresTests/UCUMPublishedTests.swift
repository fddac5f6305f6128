import Foundation
import Testing

@testable import Measures

/// The functional tests that the UCUM community publishes, run on the file the environment names.
///
/// `TALLYWARD_UCUM_TESTS=/path/to/UcumFunctionalTests.xml swift test --filter UCUMPublishedTests`
@Suite("Published UCUM tests", .enabled(if: PublishedUCUMTests.path != nil, "TALLYWARD_UCUM_TESTS names no file"))
struct UCUMPublishedTests {
    private let cases: PublishedUCUMTests

    init() throws {
        cases = try PublishedUCUMTests(path: try #require(PublishedUCUMTests.path))
    }

    private func unit(_ code: String?) throws -> UCUMUnit {
        try UCUMUnit(code == "" ? "1" : try #require(code))
    }

    private func decimal(_ text: String?) throws -> ExactDecimal {
        let text = try #require(text)
        return try #require(ExactDecimal(text))
    }

    /// A published outcome is rounded to the digits it shows.
    private func agrees(_ amount: UCUMAmount, with outcome: String?) throws -> Bool {
        let outcome = try #require(outcome)
        let expected = try #require(BigRational(scientific: outcome))
        let mantissa = outcome.prefix { $0 != "e" }
        let places = (mantissa.split(separator: ".").dropFirst().first?.count ?? 0)
        let exponent = try #require(Int(outcome.split(separator: "e").dropFirst().first ?? "0"))
        let tolerance = try #require(BigRational(scientific: "5e\(exponent - places - 1)"))
        let difference = try #require(amount.exactValue) - expected
        let excess = (difference.isNegative ? difference.negated : difference) - tolerance
        return excess.isNegative || excess.isZero
    }

    @Test("validation")
    func validation() throws {
        let cases = cases["validation"]
        #expect(!cases.isEmpty)
        for test in cases {
            let code = try #require(test["unit"])
            #expect((UCUMUnit.fault(in: code) == nil) == (test["valid"] == "true"), "\(test)")
        }
    }

    @Test("display names")
    func displayNames() throws {
        let cases = cases["displayNameGeneration"]
        #expect(!cases.isEmpty)
        for test in cases {
            let name = try unit(test["unit"]).displayName
            #expect(name == test["display"], "\(test)")
        }
    }

    @Test("conversions")
    func conversions() throws {
        let cases = cases["conversion"]
        #expect(!cases.isEmpty)
        for test in cases {
            let value = try decimal(test["value"])
            let result = try unit(test["srcUnit"]).convert(value, to: try unit(test["dstUnit"]))
            let holds = try agrees(result, with: test["outcome"])
            #expect(holds, "\(test)")
        }
    }

    @Test("products and quotients", arguments: ["multiplication", "division"])
    func products(section: String) throws {
        let cases = cases[section]
        #expect(!cases.isEmpty)
        for test in cases {
            let left = UCUMQuantity(try decimal(test["v1"]), try unit(test["u1"]))
            let right = UCUMQuantity(try decimal(test["v2"]), try unit(test["u2"]))
            let result = section == "division" ? try left.divided(by: right) : try left.multiplied(by: right)
            let shown = try result.converted(to: try unit(test["uRes"]))
            let holds = try agrees(shown.amount, with: test["vRes"])
            #expect(holds, "\(test)")
        }
    }
}

/// The cases of a test file by section: every `case` element's attributes, comments left out.
struct PublishedUCUMTests {
    static var path: String? { ProcessInfo.processInfo.environment["TALLYWARD_UCUM_TESTS"] }

    private var sections: [String: [[String: String]]] = [:]

    subscript(section: String) -> [[String: String]] { sections[section] ?? [] }

    init(path: String) throws {
        var text = Substring(try String(contentsOfFile: path, encoding: .utf8))
        var section = ""
        while let open = text.firstIndex(of: "<") {
            text = text[open...]
            if text.hasPrefix("<!--") {
                guard let end = text.range(of: "-->") else { break }
                text = text[end.upperBound...]
                continue
            }
            guard let close = text.firstIndex(of: ">") else { break }
            let tag = text[text.index(after: open)..<close]
            text = text[text.index(after: close)...]
            let name = String(tag.prefix { $0.isLetter })
            if name == "case" {
                sections[section, default: []].append(Self.attributes(of: tag))
            } else if !name.isEmpty {
                section = name
            }
        }
    }

    private static func attributes(of tag: Substring) -> [String: String] {
        var attributes: [String: String] = [:]
        for match in tag.matches(of: /(\w+)\s*=\s*"([^"]*)"/) {
            attributes[String(match.1)] = String(match.2).replacing(/&#(\d+);/) { entity in
                UInt32(entity.1).flatMap(Unicode.Scalar.init).map { String(Character($0)) } ?? ""
            }
        }
        return attributes
    }
}
