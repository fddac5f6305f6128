import Testing

import HL7v2

@Suite struct AcknowledgmentModeTests {
    private static func mode(_ accept: String, _ application: String) throws -> AcknowledgmentMode {
        AcknowledgmentMode(try Message(Samples.bytes("MSH|^~\\&|||||||||||||\(accept)|\(application)")).header)
    }

    @Test("MSH-15 and MSH-16 both empty ask for original mode, either one for enhanced")
    func modes() throws {
        #expect(try Self.mode("", "") == .original)
        #expect(try Self.mode("AL", "") == .enhanced(accept: .always, application: .never))
        #expect(try Self.mode("", "SU") == .enhanced(accept: .never, application: .onSuccess))
        #expect(try Self.mode("NE", "ER") == .enhanced(accept: .never, application: .onError))
        #expect(AcknowledgmentMode(try Message(Samples.bare).header) == .original)
    }

    @Test("a condition outside table 0155 counts as always, a deleted one as never")
    func oddConditions() throws {
        #expect(try Self.mode("XX", "\"\"") == .enhanced(accept: .always, application: .never))
    }

    @Test("original mode answers every outcome once, with AA, AE or AR")
    func original() {
        let codes = AcknowledgmentOutcome.allCases.map { AcknowledgmentMode.original.immediateCode($0) }
        #expect(codes == [.applicationAccept, .applicationError, .applicationReject])
        for outcome in AcknowledgmentOutcome.allCases {
            #expect(!AcknowledgmentMode.original.isApplicationAnswerPossible(after: outcome))
            #expect(AcknowledgmentMode.original.applicationCode(outcome) == nil)
        }
    }

    @Test(
        "enhanced mode answers as each condition asks",
        arguments: [
            (.always, [true, true, true]), (.never, [false, false, false]), (.onError, [false, true, true]),
            (.onSuccess, [true, false, false]),
        ] as [(AcknowledgmentCondition, [Bool])])
    func enhanced(condition: AcknowledgmentCondition, wanted: [Bool]) {
        let commits: [AcknowledgmentCode] = [.commitAccept, .commitError, .commitReject]
        let applications: [AcknowledgmentCode] = [.applicationAccept, .applicationError, .applicationReject]
        for (position, outcome) in AcknowledgmentOutcome.allCases.enumerated() {
            let accept = AcknowledgmentMode.enhanced(accept: condition, application: .never)
            #expect(accept.immediateCode(outcome) == (wanted[position] ? commits[position] : nil))
            #expect(accept.applicationCode(outcome) == nil)
            let application = AcknowledgmentMode.enhanced(accept: .never, application: condition)
            #expect(application.immediateCode(outcome) == nil)
            #expect(application.applicationCode(outcome) == (wanted[position] ? applications[position] : nil))
        }
    }

    @Test("an application answer may follow only a message that was taken over")
    func later() {
        let mode = AcknowledgmentMode.enhanced(accept: .always, application: .onError)
        #expect(mode.isApplicationAnswerPossible(after: .accepted))
        #expect(!mode.isApplicationAnswerPossible(after: .error))
        #expect(!mode.isApplicationAnswerPossible(after: .rejected))
    }
}
