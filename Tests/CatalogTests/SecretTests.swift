import Catalog
import Testing

@Suite("Secrets")
struct SecretTests {
    @Test("a secret comes from the environment")
    func environment() throws {
        let reference = try #require(SecretReference("env:ERP_SECRET"))
        #expect(try reference.resolve(environment: ["ERP_SECRET": "s3cret"]) == "s3cret")
        #expect(throws: SecretProblem.missing(reference)) { try reference.resolve(environment: [:]) }
        #expect(throws: SecretProblem.empty(reference)) { try reference.resolve(environment: ["ERP_SECRET": ""]) }
    }

    @Test("a secret comes from a file, without the last line break", arguments: ["s3cret", "s3cret\n", "s3cret\r\n"])
    func file(content: String) throws {
        let folder = try TemporaryFolder()
        try folder.write("secret", content)
        #expect(try SecretReference.file(folder.path + "/secret").resolve(environment: [:]) == "s3cret")
    }

    @Test("spaces and inner line breaks of a secret stay")
    func inner() throws {
        let folder = try TemporaryFolder()
        try folder.write("secret", " a\nb \n\n")
        #expect(try SecretReference.file(folder.path + "/secret").resolve(environment: [:]) == " a\nb \n")
    }

    @Test("a file that is missing, empty or a folder is told of by its path")
    func badFile() throws {
        let folder = try TemporaryFolder()
        try folder.write("empty", "\n")
        for name in ["nowhere", "empty", ""] {
            let reference = SecretReference.file(folder.path + "/" + name)
            let problem = #expect(throws: SecretProblem.self) { try reference.resolve(environment: [:]) }
            #expect(problem?.description.contains(folder.path) == true)
        }
    }

    @Test(
        "only env: and file: are references", arguments: ["", "env:", "file:", "ENV:X", "plain", "env:A B", "vault:x"])
    func notReferences(text: String) {
        #expect(SecretReference(text) == nil)
    }
}
