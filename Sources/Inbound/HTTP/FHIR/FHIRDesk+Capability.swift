internal import JSONText
internal import SyncModel

extension FHIRDesk {
    /// What is taken here (FHIR R4 §3.1.0.3, CapabilityStatement).
    var capability: HTTPAnswer {
        var json = JSONWriter()
        json.openObject()
        for (name, value) in [
            ("resourceType", "CapabilityStatement"), ("status", "active"), ("date", now().date),
            ("kind", "instance"), ("fhirVersion", "4.0.1"),
        ] {
            json.key(name)
            json.string(value)
        }
        json.key("implementation")
        json.openObject()
        json.key("description")
        json.string("Tallyward takes these resources in; what it has taken in can't be read here.")
        json.closeObject()
        json.key("format")
        json.openArray()
        json.string("json")
        json.string(Self.mediaType)
        json.closeArray()
        json.key("rest")
        json.openArray()
        json.openObject()
        json.key("mode")
        json.string("server")
        writeResources(into: &json)
        write(["transaction", "batch"], as: "interaction", code: "code", into: &json)
        json.key("operation")
        json.openArray()
        json.openObject()
        json.key("name")
        json.string("process-message")
        json.key("definition")
        json.string("http://hl7.org/fhir/OperationDefinition/MessageHeader-process-message")
        json.closeObject()
        json.closeArray()
        json.closeObject()
        json.closeArray()
        json.closeObject()
        return HTTPAnswer(status: 200, headers: [("Content-Type", Self.mediaType)], body: json.bytes)
    }

    /// A search that finds nothing, with the reason as its outcome (FHIR R4 §3.1.1.5.3).
    static var nothingFound: HTTPAnswer {
        var json = JSONWriter()
        json.openObject()
        json.key("resourceType")
        json.string("Bundle")
        json.key("type")
        json.string("searchset")
        json.key("total")
        json.number("0")
        json.key("entry")
        json.openArray()
        json.openObject()
        json.key("resource")
        Problem(
            200, "search", .informational, "What is taken in goes on to where it belongs: none of it is found here."
        )
        .writeOutcome(into: &json)
        json.key("search")
        json.openObject()
        json.key("mode")
        json.string("outcome")
        json.closeObject()
        json.closeObject()
        json.closeArray()
        json.closeObject()
        return HTTPAnswer(status: 200, headers: [("Content-Type", mediaType)], body: json.bytes)
    }

    private func writeResources(into json: inout JSONWriter) {
        json.key("resource")
        json.openArray()
        for type in routes.types where type.hasPrefix("fhir:") {
            json.openObject()
            json.key("type")
            json.string(String(type.dropFirst("fhir:".count)))
            write(["create", "update"], as: "interaction", code: "code", into: &json)
            json.key("versioning")
            json.string("no-version")
            for flag in ["conditionalCreate", "updateCreate"] {
                json.key(flag)
                json.value(.bool(true))
            }
            json.closeObject()
        }
        json.closeArray()
    }

    private func write(_ codes: [String], as name: String, code key: String, into json: inout JSONWriter) {
        json.key(name)
        json.openArray()
        for code in codes {
            json.openObject()
            json.key(key)
            json.string(code)
            json.closeObject()
        }
        json.closeArray()
    }
}
