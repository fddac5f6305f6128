import JSONText
import NIOHTTP1
import SyncModel

/// A FHIR resource that takes the place of the one with the same identifier, or is made where there is none (FHIR R4
/// §3.1.0.4.3). Sent again, it changes nothing: no key is needed, and a later version follows an earlier one.
enum ConditionalUpdate {
    /// `PUT [url]?identifier=[system]|[value]`, with the value that the body has for that system.
    static func request(to url: String, by system: String, _ body: [UInt8]) throws(Fault) -> OutgoingRequest {
        let identifiers = JSONReader.read(body)?["identifier"]?.elements ?? []
        guard let value = identifiers.first(where: { $0["system"] == .string(system) })?["value"]?.text else {
            throw Fault(
                .contractViolated, FaultSubject(other: "identifier"),
                detail: "The resource has no identifier of the system that it is put by.")
        }
        do {
            return try OutgoingRequest(
                .PUT, "\(url)?identifier=\(escaped(system))%7C\(escaped(value))",
                headers: [
                    ("Content-Type", "application/fhir+json"), ("Accept", "application/fhir+json"),
                    ("Prefer", "return=representation"),
                ])
        } catch {
            throw Fault(
                .contractViolated, FaultSubject(other: "identifier"), detail: "The identifier makes no address.")
        }
    }

    /// All but what needs no escape in a query (RFC 3986 §2.3). What FHIR's search gives a meaning is taken as it is.
    private static func escaped(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF")
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E:
                result.unicodeScalars.append(Unicode.Scalar(byte))
            // A comma would ask for either, a bar for another system (FHIR R4 §3.1.1.5.1).
            case 0x24, 0x2C, 0x5C, 0x7C:
                result += "%5C%"
                result.append(digits[Int(byte >> 4)])
                result.append(digits[Int(byte & 15)])
            default:
                result.append("%")
                result.append(digits[Int(byte >> 4)])
                result.append(digits[Int(byte & 15)])
            }
        }
        return result
    }
}
