import SyncModel
import Terminal
import Testing

@testable import Console
@testable import SyncStore

@Suite("What comes from outside, and what comes from the keyboard")
struct HostileInputTests {
    private static let hostile = "\u{1B}[31mRED\u{1B}]0;title\u{7}\r\n\u{9B}2J\u{202E}txet\u{200B}"

    @Test("no screen lets a control character of a message through, whatever its glyphs", arguments: [true, false])
    func descriptions(isUnicode: Bool) {
        var desk = Desk()
        let overview = MadeUp.overview(condition: .down, detail: Self.hostile)
        desk.tell(.overview(overview))
        let fault = Fault(
            .itemUnmapped, FaultSubject(source: "ehr-mllp", item: Self.hostile), detail: Self.hostile)
        let row = MadeUp.row(1, fault, description: Self.hostile, claimedBy: Self.hostile)
        var screens = [desk.surface()]
        desk.press("2")
        desk.tell(causes: [MadeUp.cause(fault, description: Self.hostile)])
        screens.append(desk.surface(glyphs: isUnicode ? .unicode : .ascii))
        desk.press("Enter")
        var detail = MadeUp.detail(row, event: MadeUp.event(description: Self.hostile))
        detail.payload = Array("MSH|^~\\&|\(Self.hostile)\rFT1|1|\(Self.hostile)|||||\(Self.hostile)\r\u{1B}[2J|x".utf8)
        detail.timeline = [TimelineEntry(at: MadeUp.now, kind: Self.hostile, text: Self.hostile)]
        desk.tell(CaseFile(detail: detail, siblings: [row], item: nil))
        screens.append(desk.surface())
        desk.press("End")
        screens.append(desk.surface())
        desk.press("m")
        screens.append(desk.surface())
        for screen in screens {
            let scalars = screen.text.unicodeScalars.filter { $0 != "\n" }
            let wrong = scalars.filter { [.control, .format, .lineSeparator].contains($0.properties.generalCategory) }
            #expect(wrong.isEmpty)
            #expect(screen.rows.allSatisfy { DisplayWidth.of($0) == screen.width })
        }
    }

    @Test("the plain status has no control character but its line breaks")
    func plainStatus() {
        let text = PlainStatus.text(MadeUp.report(MadeUp.overview(condition: .down, detail: Self.hostile)))
        let wrong = text.unicodeScalars.filter { $0 != "\n" && $0.properties.generalCategory == .control }
        #expect(wrong.isEmpty)
        #expect(text.contains("BALANCED"))
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 130 })
    }

    @Test("no key, from any state, traps; every screen fits its size", arguments: 1...12 as ClosedRange<UInt64>)
    func randomKeys(seed: UInt64) {
        var random = Dice(state: seed)
        let keys: [Key] =
            "1234567890mulrRcCxdognN./:?qpthHQaAbz-,sSv**fi".map { .character($0) } + [
                .enter, .enter, .enter, .escape, .tab, .up, .down, .left, .right, .home, .end, .pageUp, .pageDown,
                .backspace, .delete, .control("l"), .control("u"), .function(1), .function(5), .backTab, .space,
            ]
        let roles: [Set<Role>] = [[.materials], [.finance], [.integration, .administrator], [.auditor], []]
        var desk = Desk(roles: roles.randomElement(using: &random) ?? [], isFed: Bool.random(using: &random))
        for step in 0..<400 {
            if let key = keys.randomElement(using: &random) { desk.send(.input(.key(key))) }
            switch Int.random(in: 0..<12, using: &random) {
            case 0: desk.serve()
            case 1: desk.send(.tick)
            case 2:
                let width = Int.random(in: 0...200, using: &random)
                desk.send(.input(.resize(Size(width: width, height: Int.random(in: 0...60, using: &random)))))
            case 3: desk.send(.input(.paste("3-0\nVICRYL\u{1B}[2J")))
            case 4: desk.tell(.overview(MadeUp.overview(missing: step % 3)))
            case 5: desk.tell(.stateProblem("There is no state at /x."))
            case 6: desk.serve(rows: [])
            case 7: desk.tell(.present([Presence(user: Self.hostile, place: "x")], at: nil))
            case 8: desk.tell(nil, for: MessageReading(id: MessageID(rawValue: 1)))
            default: break
            }
            if step % 7 == 0 {
                let surface = desk.surface()
                #expect(surface.rows.allSatisfy { DisplayWidth.of($0) == surface.width }, "seed \(seed), step \(step)")
            }
        }
    }

    @Test("every action has a place, a sentence, and no key that means two things for what is under the cursor")
    func actions() {
        for place in RootScreen.all.flatMap(\.places) {
            let elsewhere = ConsoleAction.everywhere.filter { !place.actions.contains($0) }
            let all = place.actions + elsewhere
            var seen: [Key: ConsoleAction] = [:]
            for action in all {
                for key in action.keys where !(seen[key].map { Self.areForOthers($0, action) } ?? false) {
                    #expect(seen[key] == nil, "\(key) in \(place.name) is \(seen[key]?.name ?? "") and \(action.name)")
                    seen[key] = action
                }
                #expect(action.sentence.count > 8)
            }
        }
    }

    /// Whether both mend faults, and never the same one.
    private static func areForOthers(_ one: ConsoleAction, _ other: ConsoleAction) -> Bool {
        func dialogs(_ action: ConsoleAction) -> [FixDialog] { FixDialog.all.filter { $0.action == action } }
        guard let first = dialogs(one).first, let second = dialogs(other).first else { return false }
        return !FaultCode.allCases.contains { first.mends($0) && second.mends($0) }
    }
}

/// A repeatable source of chance (SplitMix64).
private struct Dice: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
