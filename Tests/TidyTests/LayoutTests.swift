import Foundation
import Testing

@Suite("Layout")
struct LayoutTests {
    @Test("the visible top level is Package.swift, Sources, Tests, Themes, README.md and LICENSE")
    func topLevel() throws {
        let fixed: Set = ["LICENSE", "Package.swift", "README.md", "Sources", "Tests", "Themes"]
        let found = Set(try SourceTree.visible(in: "").filter { !isIgnored($0) })
        expectNone(found.subtracting(fixed).sorted(), "Put it beneath Sources, Tests or Themes, or in a hidden folder:")
        expectNone(fixed.subtracting(found).sorted(), "Missing at the top level:")
    }

    /// What `.gitignore` names by its whole name or its ending is no part of the project.
    private func isIgnored(_ name: String) -> Bool {
        let file = SourceTree.root.appending(path: ".gitignore").path(percentEncoded: false)
        let text = FileManager.default.contents(atPath: file).map { String(decoding: $0, as: UTF8.self) } ?? ""
        return text.split(separator: "\n").contains { pattern in
            pattern.hasPrefix("*.") ? name.hasSuffix(pattern.dropFirst()) : name == pattern
        }
    }

    @Test("no file is named for not knowing what it is")
    func fileNames() {
        let vague: Set = ["util", "utils", "utilities", "helper", "helpers", "manager", "managers", "common", "misc"]
        let places = (SourceTree.sources.files + SourceTree.tests.files)
            .filter { !vague.isDisjoint(with: words(of: $0.name)) }.map(\.path)
        expectNone(places, "Name the file for its main type, and the type for what it is:")
    }

    @Test("no type is named like its module")
    func typeNames() {
        let kinds: Set = ["struct", "class", "enum", "actor", "protocol", "typealias"]
        let places = SourceTree.sources.files.flatMap { file in
            file.text.words(after: kinds).filter { $0.text == file.target }.map { "\(file.path):\($0.line)" }
        }
        expectNone(places, "Inside other modules the name would hide the module:")
    }

    @Test("the rules have read what they judge")
    func coverage() throws {
        let read = Set(SourceTree.sources.files.map(\.target))
        let unread = try SourceTree.folders(in: "Sources").filter {
            !ModuleTable.shims.contains($0) && !read.contains($0)
        }
        expectNone(unread, "Folders of Sources in which no Swift file was found:")
        #expect(SourceTree.tests.files.contains { $0.path == "Tests/TidyTests/LayoutTests.swift" })
    }

    @Test("every module has a test target with tests in it")
    func tested() throws {
        let tested = Set(
            SourceTree.tests.files.filter { !$0.text.lines(of: ["@", "Test"]).isEmpty }.map(\.target))
        let places = try SourceTree.folders(in: "Sources").filter { module in
            let isLibrary = !ModuleTable.executables.contains(module) || module == "tallyward"
            return isLibrary && !ModuleTable.shims.contains(module) && !tested.contains("\(module)Tests")
        }
        expectNone(places, "Modules without a test:")
    }

    /// `HTTPHelper+Common` is http, helper and common.
    private func words(of name: String) -> [String] {
        var words: [String] = []
        var before: Character = " "
        for letter in name {
            if !letter.isLetter || (letter.isUppercase && !before.isUppercase) { words.append("") }
            if letter.isLetter { words.append((words.popLast() ?? "") + letter.lowercased()) }
            before = letter
        }
        return words
    }
}
