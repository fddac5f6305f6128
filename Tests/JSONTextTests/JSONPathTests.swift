import JSONText
import Testing

struct JSONPathTests {
    private let resource = JSONReader.read(
        Array(
            #"""
            {"resourceType":"ChargeItem","code":{"coding":[{"system":"local","code":"77"},{"system":"cpt","code":"99213"}]},
             "quantity":{"value":2.50},"performer":[{"actor":{"reference":"Practitioner/9"}}],"enterer":null,"tags":["a","b"]}
            """#.utf8))

    @Test(
        "a path finds a member, an element by its number or by a member, and the first of those that repeat",
        arguments: [
            ("resourceType", "ChargeItem"), ("code.coding[1].code", "99213"), ("code.coding[system=cpt].code", "99213"),
            ("code.coding.code", "77"), ("quantity.value", "2.50"), ("/performer.actor.reference", "Practitioner/9"),
            ("tags[1]", "b"),
        ])
    func finds(path: String, text: String) throws {
        let path = try #require(JSONPath(path))
        #expect(path.value(in: try #require(resource))?.text == text)
    }

    @Test(
        "what isn't there, or is null, is nothing",
        arguments: ["nothing", "code.coding[2].code", "code.coding[system=loinc].code", "enterer", "resourceType.x"])
    func finds(nothing: String) throws {
        let path = try #require(JSONPath(nothing))
        #expect(path.value(in: try #require(resource)) == nil)
    }

    @Test(
        "what isn't a path is refused",
        arguments: ["", "/", ".a", "a.", "a..b", "a[", "a[]", "a[-1]", "a[=x]", "a[x=]", "a b", "a]b", "a[0]b"])
    func refuses(text: String) { #expect(JSONPath(text) == nil) }
}
