import Foundation
import Testing

import Measures

@Suite("Measures as JSON")
struct MeasuresCodableTests {
    private func read<Value: Decodable>(_ type: Value.Type, _ json: String) throws -> Value {
        try JSONDecoder().decode(type, from: Data(json.utf8))
    }

    @Test("a decimal is a JSON string, so no reader rounds it")
    func decimals() throws {
        let text = "[\"0.1\",\"12345678901234567890.123456789\"]"
        let values = try read([ExactDecimal].self, text)
        #expect(String(decoding: try JSONEncoder().encode(values), as: UTF8.self) == text)
        #expect(throws: DecodingError.self) { try read([ExactDecimal].self, "[0.1]") }
        #expect(throws: DecodingError.self) { try read([ExactDecimal].self, "[\"1e3\"]") }
    }

    @Test("a stored pack factor is checked again when it is read")
    func factors() throws {
        let factor = try read(PackFactor.self, #"{"unit":"bx","contains":"50","of":"ea"}"#)
        #expect(factor.description == "1 BX = 50 EA")
        #expect(try read(PackFactor.self, String(decoding: try JSONEncoder().encode(factor), as: UTF8.self)) == factor)
        #expect(throws: DecodingError.self) { try read(PackFactor.self, #"{"unit":"BX","contains":"0","of":"EA"}"#) }
    }
}
