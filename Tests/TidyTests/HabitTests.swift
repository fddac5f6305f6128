import Testing

@Suite("Habits")
struct HabitTests {
    private let sources = SourceTree.sources.files
    private let everything = SourceTree.sources.files + SourceTree.tests.files

    @Test("nothing is forced: no try! and no as!")
    func force() {
        expectNone(places(["try!"]) + places(["as!"]), "Handle the error where it happens:")
    }

    @Test("no fatalError: input never ends the program")
    func traps() {
        expectNone(places(["fatalError", "("]), "Return a fault or throw an error:")
    }

    @Test("no task is detached")
    func tasks() {
        expectNone(places(["Task", ".", "detached"]), "Give the task an owner that waits for it or cancels it:")
    }

    @Test("only executables print")
    func printing() {
        let places = sources.filter { !ModuleTable.executables.contains($0.target) }
            .flatMap { file in
                file.text.lines(of: ["print", "("], notAfter: [".", "func"]).map { "\(file.path):\($0)" }
            }
        expectNone(places, "Return the text, or log it:")
    }

    @Test("no comment puts work off")
    func notes() {
        let marks: Set = ["TODO", "FIXME", "XXX", "HACK"]
        let places = everything.flatMap { file in
            file.text.comments.filter { comment in
                !marks.isDisjoint(with: comment.text.split { !$0.isLetter }.map(String.init))
            }.map { "\(file.path):\($0.line)" }
        }
        expectNone(places, "Do it now, or leave it to the list of issues:")
    }

    @Test("tests never sleep")
    func sleeping() {
        let naps = [["Task", ".", "sleep"], ["Thread", ".", "sleep"], ["usleep", "("], ["nanosleep", "("]]
        let places = SourceTree.tests.files.flatMap { file in
            (naps.flatMap { file.text.lines(of: $0) } + file.text.lines(of: ["sleep", "("], notAfter: [".", "func"]))
                .sorted().map { "\(file.path):\($0)" }
        }
        expectNone(places, "Wait for the event itself, or hand in a clock:")
    }

    private func places(_ sequence: [String]) -> [String] {
        everything.flatMap { file in file.text.lines(of: sequence).map { "\(file.path):\($0)" } }
    }
}
