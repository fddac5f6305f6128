internal import JSONText

extension Problem {
    /// As an OperationOutcome (FHIR R4 §2.36).
    var asOperationOutcome: HTTPAnswer {
        var json = JSONWriter()
        writeOutcome(into: &json)
        return HTTPAnswer(
            status: status, headers: [("Content-Type", FHIRDesk.mediaType)] + headers, body: json.bytes)
    }

    /// The resource alone, as it stands in an entry of a Bundle.
    func writeOutcome(into json: inout JSONWriter) {
        json.openObject()
        json.key("resourceType")
        json.string("OperationOutcome")
        json.key("issue")
        json.openArray()
        for finding in findings {
            json.openObject()
            json.key("severity")
            json.string(finding.kind == .informational ? "information" : "error")
            json.key("code")
            json.string(finding.kind.rawValue)
            json.key("details")
            json.openObject()
            json.key("text")
            json.string(code)
            json.closeObject()
            json.key("diagnostics")
            json.string(finding.sentence)
            if let path = finding.path {
                json.key("expression")
                json.openArray()
                json.string(path)
                json.closeArray()
            }
            json.closeObject()
        }
        json.closeArray()
        json.closeObject()
    }
}
