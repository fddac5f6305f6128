import Testing

@Suite("Size")
struct SizeTests {
    private var files: [SourceFile] { SourceTree.sources.files + SourceTree.tests.files }

    @Test("no file has more than 400 lines")
    func length() {
        let places = files.filter { $0.lineCount > 400 }.map { "\($0.path): \($0.lineCount) lines" }
        expectNone(places, "Split along what it is about:")
    }

    @Test("no line has more than 120 characters")
    func width() {
        let places = files.flatMap { file in file.longLines.map { "\(file.path):\($0)" } }
        expectNone(places, "Break the line, or say it shorter:")
    }
}
