import Glibc
import Testing

@testable import Terminal

@Suite struct ThemeStoreTests {
    /// A directory of its own with these files; gone afterwards.
    private func withDirectory<Result>(
        _ files: [String: String], _ body: (String) throws -> Result
    ) throws -> Result {
        var template = Array("/tmp/themes.XXXXXX".utf8CString)
        let made = unsafe template.withUnsafeMutableBufferPointer { buffer -> String? in
            guard let start = buffer.baseAddress, let path = unsafe mkdtemp(start) else { return nil }
            return unsafe String(cString: path)
        }
        let directory = try #require(made)
        for (name, text) in files {
            let descriptor = unsafe creat("\(directory)/\(name)", 0o600)
            try #require(descriptor >= 0)
            let written = unsafe write(descriptor, text, text.utf8.count)
            #expect(written == text.utf8.count)
            close(descriptor)
        }
        defer {
            for name in files.keys { unsafe unlink("\(directory)/\(name)") }
            unsafe rmdir(directory)
        }
        return try body(directory)
    }

    @Test("a file hides the embedded theme of its name, and further files can be chosen")
    func files() throws {
        try withDirectory(["dark.yaml": "name: mine\n", "green.yaml": "name: green\n"]) { directory in
            let store = ThemeStore(directories: ["/nonexistent", directory])
            let found = try ["dark", "light"].map { try store.theme(named: $0).name }
            #expect(found == ["mine", "light"])
            #expect(
                store.names == ["color-blind", "dark", "green", "green-screen", "high-contrast", "light", "monochrome"])
        }
    }

    @Test("a broken file is named with its line, and the embedded dark theme stands in")
    func broken() throws {
        try withDirectory(["dark.yaml": "name: t\nscopes:\n  dim: nonsense\n"]) { directory in
            let choice = ThemeStore(directories: [directory]).themeOrFallback(named: "dark")
            #expect(choice.theme.name == "dark")
            #expect(choice.problem?.description.hasPrefix("\(directory)/dark.yaml:3: `nonsense` is no colour") == true)
        }
    }

    @Test("a name that no theme has is refused with the names there are", arguments: ["nope", "../dark", ""])
    func unknown(_ name: String) {
        let error = #expect(throws: ThemeError.self) { try ThemeStore().theme(named: name) }
        #expect(error?.fault == .notFound)
        #expect(error?.sentence.contains("dark, green-screen, high-contrast, light") == true)
    }

    @Test("the directory given comes first, then that of the environment, then ./Themes")
    func order() {
        let store = ThemeStore.standard(directory: "/a", environment: ["TALLYWARD_THEMES": "/b"])
        #expect(Array(store.directories.prefix(3)) == ["/a", "/b", "Themes"])
    }

    @Test("the page on writing a theme names every scope")
    func page() throws {
        let package = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
        let path = package.joined(separator: "/") + "/Sources/Terminal/Terminal.docc/WritingAThemeFile.md"
        let text = try #require(try FileText.read(path))
        for scope in Scope.allCases { #expect(text.contains("| `\(scope.name)` |"), "\(scope.name)") }
    }
}
