import Control
import SyncModel
import Testing

@Suite("Rights")
struct RightsTests {
    @Test("the table is complete: everybody may ask who they are, and every other request has roles and a deed")
    func isComplete() {
        for kind in RequestKind.allCases {
            #expect(!kind.roles.isEmpty)
            #expect(!kind.deed.isEmpty)
        }
        #expect(RequestKind.whoAmI.refusal(for: []) == nil)
    }

    @Test("an auditor changes nothing but views of their own")
    func auditorsOnlyRead() {
        for kind in RequestKind.allCases where ![.whoAmI, .look, .keepView].contains(kind) {
            #expect(kind.refusal(for: [.auditor]) != nil, "\(kind)")
        }
    }

    @Test("one role that may is enough among several; a refusal names what was tried and who may do it")
    func explainsRefusals() throws {
        for kind in RequestKind.allCases where kind != .whoAmI {
            let outsiders = Set(Role.allCases).subtracting(kind.roles)
            guard !outsiders.isEmpty else { continue }
            let sentence = try #require(kind.refusal(for: outsiders))
            #expect(sentence.contains(kind.deed))
            for role in kind.roles {
                #expect(sentence.contains(role.title))
                #expect(kind.refusal(for: outsiders.union([role])) == nil)
            }
        }
    }
}
