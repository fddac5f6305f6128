import Catalog
import Control
import Foundation
import JSONText
import Simulator
import SyncEngine
import SyncModel
import SyncStore

/// One flow of the shipped network, on its own samples: what arrives, what becomes of it, and what goes out.
struct FlowDemo {
    let world: NetworkWorld
    /// A flow's name, or that of the flow whose deliveries it has.
    let flow: String
    private let samples: [Sample]

    /// Its samples are those whose names begin with the flow's, in the order of their names.
    init(_ flow: String, in world: NetworkWorld) throws {
        let catalog = world.runtime.catalog
        let all = try Sample.all(of: catalog, in: world.directory)
        samples = Sample.stories(all).first { $0.first?.place?.story == flow } ?? []
        guard !samples.isEmpty else {
            throw Failure("There is no flow \(flow) to show: `tallyward demo --flow list` names them.", code: .usage)
        }
        self.world = world
        self.flow = flow
    }

    /// Prints the flows that there are to show, with what each is for.
    static func list() throws {
        let catalog: SiteCatalog
        do throws(CatalogProblems) { catalog = try ShippedCatalog.network.load(settings: [:]) } catch {
            throw Failure("\(error)", code: .badCatalog)
        }
        let files = ShippedCatalog.network.tree.files.keys.filter { $0.hasPrefix("samples/") }
        let stories = Set(
            files.compactMap { $0.split(separator: "/").last.flatMap { Sample.place(of: String($0))?.story } })
        var told: Set<String> = []
        for flow in catalog.flows {
            let name = flow.family ?? flow.name.rawValue
            guard stories.contains(name), told.insert(name).inserted else { continue }
            print("\(name.column(32)) \(flow.purpose)".printable)
        }
    }

    /// Sends every sample, and tells of each what became of it. Returns whether the books balance at the end.
    func run() async throws -> Bool {
        let reader = try StateReader(path: world.runtime.store.path)
        let engine = Task { try await world.runtime.run() }
        var purposes: Set<String> = []
        for own in world.runtime.catalog.flows where own.name.rawValue.hasPrefix(flow) {
            // Several deliveries of one flow are for one thing.
            let purpose = purposes.insert(own.purpose).inserted ? ": \(own.purpose)" : ""
            print("\(own.name)\(purpose)".printable)
            let terms = "\(own.objective.percent)% within \(own.objective.within.spoken)"
            let place = own.keeps ? "the state" : own.endpoint.rawValue
            print("  \(own.source) -> \(place), \(own.owner.title), \(own.criticality.rawValue), \(terms)".printable)
        }
        var told = Told()
        try await play {
            try tell(of: $0, answer: $1, reader, &told)
            try tellAcknowledgment(of: $0, in: $1)
            try await approve(reader)
            try tellWhatWentOut(&told)
        }
        try await waitForFiles()
        try tellWhatWentOut(&told)
        let verification = try reader.verify()
        print("\nThe books, counted from the rows:")
        for line in VerifyCommand.lines(verification) { print("  \(line)") }
        for (role, waiting) in try reader.waiting().sorted(by: { $0.key.title < $1.key.title }) where waiting.count > 0
        {
            print("    \(waiting.count) for \(role.title), worth \(waiting.value)".printable)
        }
        engine.cancel()
        _ = await engine.result
        await world.stop()
        return verification.findings.isEmpty && verification.total.isBalanced
    }

    /// Waits until no file that the engine writes is open any more.
    private func waitForFiles() async throws {
        let end = ContinuousClock.now + .seconds(10)
        while ContinuousClock.now < end {
            let files = try FileManager.default.subpathsOfDirectory(atPath: world.out.path)
            if !files.contains(where: { $0.hasSuffix(".part") }) { return }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// Sends the samples one after the other, each when what came before is on its way no more.
    func play(telling tell: (Sample, String) async throws -> Void) async throws {
        let reader = try StateReader(path: world.runtime.store.path)
        let catalog = world.runtime.catalog
        let post = SamplePost(
            catalog: catalog, ports: world.runtime.ports, environment: ProcessInfo.processInfo.environment)
        for sample in samples {
            guard let source = catalog.sources[sample.source] else { continue }
            let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(world.directory)/\(sample.path)"))
            let answer = try await post.send(Array(bytes), named: sample.name, to: source)
            try await settle(reader)
            try await tell(sample, answer)
        }
    }

    /// Approves what waits for it, as somebody who saw exactly that, and waits until it went out.
    private func approve(_ reader: StateReader) async throws {
        let waiting = try reader.pendingApprovals()
        guard !waiting.isEmpty else { return }
        for approval in waiting { print("  a supervisor approves: \(approval.proposal.words)".printable) }
        let desk = CommandDesk(world.runtime.core, caller: Caller(user: "demo-supervisor", demoRoles: [.supervisor]))
        let seen = waiting.map { SeenApproval($0.id, digest: $0.digest) }
        _ = try await desk.perform(Command(id: UUID().uuidString, request: .approve(seen, reason: "the demo agrees")))
        try await settle(reader)
    }

    private func settle(_ reader: StateReader) async throws {
        let end = ContinuousClock.now + .seconds(30)
        while ContinuousClock.now < end {
            if try reader.overview(now: .systemNow).balance[.onTheWay] == 0 { return }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    // MARK: What became of it

    /// What was told of so far: only what is new is told.
    private struct Told {
        var messages: Set<MessageID> = []
        var sent = 0
        var received = 0
        var booked = 0
        var files: Set<String> = []
    }

    private func tell(
        of sample: Sample, answer: String, _ reader: StateReader, _ told: inout Told
    ) throws {
        print()
        print("\(sample.source)  \(sample.name)  \(answer)".printable)
        let messages = try reader.messages(limit: 50).filter { !told.messages.contains($0.id) }.reversed()
        for message in messages {
            told.messages.insert(message.id)
            if message.disposition != .accepted { print("  message \(message.id): \(message.disposition.rawValue)") }
            let row = message.type == Source.row ? try row(of: message, in: sample, reader) : nil
            for delivery in try reader.deliveries(of: message.id) {
                try tell(of: delivery, at: row ?? "line \(delivery.line)", reader)
            }
        }
    }

    /// What the sender of a file gets back, where its catalog answers such files.
    private func tellAcknowledgment(of sample: Sample, in place: String) throws {
        guard let folder = world.runtime.catalog.sources[sample.source]?.folder,
            folder.interchanges?.areAcknowledged == true
        else { return }
        let file = "\(folder.path)/\(place)/\(SamplePost.file(sample.name, in: folder)).997.x12"
        guard FileManager.default.fileExists(atPath: file) else { return }
        print("  acknowledged")
        let text = try String(contentsOfFile: file, encoding: .utf8)
        for segment in text.split(separator: "~") { print("    \(segment)".printable) }
    }

    /// Which row of its file a message is: `row 3`, the heading not counted.
    private func row(
        of message: MessageRow, in sample: Sample, _ reader: StateReader
    ) throws -> String {
        // One that its file has no key for has its number in its id.
        let id = message.controlID.split(separator: "#")
        if message.controlID.hasPrefix("file:"), id.count == 2 { return "row \(id[1])" }
        let file = try Data(contentsOf: URL(fileURLWithPath: "\(world.directory)/\(sample.path)"))
        let kept = try reader.message(message.id)?.payload ?? []
        return Self.number(of: kept, in: Array(file)).map { "row \($0)" } ?? "row"
    }

    /// The number of a row, kept below its heading, in the file that it came in; the heading isn't counted. `nil` where
    /// the file has no such row.
    static func number(of kept: [UInt8], in file: [UInt8]) -> Int? {
        func lines(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] { bytes.split { $0 == 0x0A || $0 == 0x0D } }
        guard let row = lines(kept).last else { return nil }
        return lines(file).dropFirst().firstIndex(of: row)
    }

    /// What arrived at the other side since it was told of last.
    private func tellWhatWentOut(_ told: inout Told) throws {
        for request in world.services.taken.dropFirst(told.sent) {
            print("  \(request.method) \(request.path)".printable)
            let lines = JSONReader.read(request.body)?.lines ?? []
            for line in lines { print("    \(line)".printable) }
        }
        for message in world.receiver.messages.dropFirst(told.received) {
            print("  over MLLP")
            for line in message.split(separator: 0x0D) {
                print("    \(String(decoding: line, as: UTF8.self))".printable)
            }
        }
        if world.erp.bookingCount > told.booked {
            print("  the ERP's stock: \(world.erp.bookingCount - told.booked) bookings")
        }
        (told.sent, told.received) = (world.services.taken.count, world.receiver.messages.count)
        told.booked = world.erp.bookingCount
        for file in try FileManager.default.subpathsOfDirectory(atPath: world.out.path).sorted()
        where file.hasSuffix(".csv") && told.files.insert(file).inserted {
            print("  file \(file)".printable)
            let text = try String(contentsOfFile: "\(world.out.path)/\(file)", encoding: .utf8)
            for line in text.split(whereSeparator: \.isNewline) { print("    \(line)".printable) }
        }
    }

    private func tell(of delivery: DeliveryRow, at place: String, _ reader: StateReader) throws {
        var words = "  \(place)  \(delivery.flow): \(delivery.state.rawValue)"
        if let document = delivery.document { words += " as \(document)" }
        if let reason = delivery.reason { words += ", \(reason)" }
        if delivery.state == .faulted,
            let row = try reader.exceptions(of: delivery.message).first(where: { $0.delivery == delivery.id })
        {
            words += ", for \(row.owner.title): \(row.fault.code.title). \(row.fault.detail)"
        }
        print(words.printable)
    }
}
