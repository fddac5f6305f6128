internal import HL7v2
internal import SyncModel

/// A patient who doesn't exist, in a visit that never was.
struct Visit: Sendable {
    var recordNumber: String
    var family: String
    var given: String
    var birth: String
    var sex: String
    var account: String
    var number: String
    var room: String

    init(sequence: Int, unit: String, using chance: inout SeededGenerator) {
        recordNumber = "MRN" + padded(100_000 + chance.below(900_000), to: 6)
        family = chance.pick(Self.families) ?? "Quillfeather"
        given = chance.pick(Self.givens) ?? "Wren"
        birth =
            String(1930 + chance.below(90)) + padded(1 + chance.below(12), to: 2) + padded(1 + chance.below(28), to: 2)
        sex = chance.chance(0.5) ? "F" : "M"
        account = "A" + padded(chance.below(10_000_000), to: 7)
        number = "V\(unit.prefix(2))" + padded(sequence, to: 7)
        room = padded(1 + chance.below(40), to: 2)
    }

    /// Adds PID and PV1.
    func write(to message: inout MessageBuilder, location: String, unit: SendingUnit) {
        message.segment("PID") {
            $0.set(1, "1")
            $0.set(3, components: [recordNumber, "", "", unit.facility, "MR"])
            $0.set(5, components: [family, given])
            $0.set(7, birth)
            $0.set(8, sex)
            $0.set(18, account)
        }
        message.segment("PV1") {
            $0.set(1, "1")
            $0.set(2, unit.code == "ED" ? "E" : "I")
            $0.set(3, components: [location, room, "1", unit.facility])
            $0.set(19, number)
        }
    }

    private static let families = [
        "Quillfeather", "Marlowick", "Zephyrine", "Thistlewood-Ames", "O'Farrowby", "Ånkersund", "Brambleton",
        "Céladore", "Dunmorrow", "Eversleigh", "Fennimarsh", "Grüneklee", "Hollowbrook", "Ivorsdatter", "Juniperis",
    ]
    private static let givens = [
        "Wren", "Alder", "Juno", "Caspian", "Marigold", "Tobiah", "Isolde", "Bram", "Élise", "Perrin", "Saffron",
        "Leander", "Odalys", "Rowan",
    ]
}
