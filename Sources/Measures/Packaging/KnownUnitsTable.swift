/// The table behind ``KnownUnits``: text that is read once, since a literal of many structures compiles slowly.
enum KnownUnitsTable {
    /// Code, name, kind, UCUM code, caution.
    private static let text = """
        EA|each|count||
        PR|pair|count||
        DZ|dozen|count||
        DZN|dozen|count||
        GR|gross|count||X12 reads GR as gram
        GRO|gross|count||
        HU|hundred|count||
        CEN|hundred|count||
        TH|thousand|count||
        MIL|thousand|count||
        C62|one|count||
        H87|piece|count||
        PC|piece|count||Recommendation 21 reads PC as parcel
        ST|set|count||Recommendation 20 and X12 read ST as set or sheet
        SE|set|count||Recommendation 21 reads SE as sea-chest
        SET|set|count||
        KT|kit|count||
        AY|assembly|count||
        UN|unit|count||
        DO|dose|count||X12 reads DO as US dollars
        DS|dose|count||
        TAB|tablet|count||
        CAP|capsule|count||
        SUP|suppository|count||
        BX|box|pack||
        CS|case|pack||X12 reads CS as cassette
        CA|case|pack||Recommendation 21 reads CA as can
        CT|carton|pack||
        CN|can|pack||Recommendation 21 reads CN as container
        PK|pack|pack||
        PKG|package|pack||
        PA|packet|pack||X12 reads PA as pail
        PAC|pack|pack||
        BG|bag|pack||
        BT|bottle|pack||Recommendation 21 reads BT as bolt
        BO|bottle|pack||
        BTL|bottle|pack||
        RL|roll|pack||Recommendation 21 reads RL as reel
        RO|roll|pack||
        TU|tube|pack||
        TB|tube|pack||Recommendation 21 reads TB as tub; pharmacies write it for tablet
        VL|vial|pack||Recommendation 21 reads VL as bulk liquid
        VI|vial|pack||
        AM|ampoule|pack||
        AMP|ampoule|pack||
        SY|syringe|pack||
        SYR|syringe|pack||
        CR|cartridge|pack||Recommendation 21 reads CR as crate
        CTG|cartridge|pack||
        JR|jar|pack||
        TR|tray|pack||
        TY|tray|pack||Recommendation 21 reads TY as a cylindrical tank
        BD|bundle|pack||Recommendation 21 reads BD as board
        BE|bundle|pack||
        SL|sleeve|pack||Recommendation 21 reads SL as slip sheet
        SH|sheet|pack||
        SP|shelf pack|pack||
        PL|pallet|pack||Recommendation 21 reads PL as pail
        PF|pallet|pack||
        DR|drum|pack||
        CY|cylinder|pack||
        BK|basket|pack||
        MG|milligram|measure|mg|
        MC|microgram|measure|ug|
        MCG|microgram|measure|ug|
        GM|gram|measure|g|Recommendation 20 and X12 read GM as gram per square metre
        GRM|gram|measure|g|
        KG|kilogram|measure|kg|
        KGM|kilogram|measure|kg|
        OZ|ounce|measure|[oz_av]|some systems write it for fluid ounce
        LB|pound|measure|[lb_av]|
        ML|millilitre|measure|mL|
        MLT|millilitre|measure|mL|
        CC|cubic centimetre|measure|cm3|
        LT|litre|measure|L|
        LTR|litre|measure|L|
        FO|fluid ounce|measure|[foz_us]|
        PT|pint|measure|[pt_us]|
        QT|quart|measure|[qt_us]|
        GA|gallon|measure|[gal_us]|
        GLL|gallon|measure|[gal_us]|
        CM|centimetre|measure|cm|
        MTR|metre|measure|m|
        IN|inch|measure|[in_i]|
        FT|foot|measure|[ft_i]|
        YD|yard|measure|[yd_i]|
        SF|square foot|measure|[sft_i]|
        MEQ|milliequivalent|measure|meq|
        IU|international unit|measure|[IU]|
        """

    /// Pack, content, inner unit.
    private static let ratios = """
        PR|2|EA
        DZ|12|EA
        DZN|12|EA
        GR|144|EA
        GRO|144|EA
        HU|100|EA
        CEN|100|EA
        TH|1000|EA
        MIL|1000|EA
        """

    static let entries: [KnownUnits.Entry] = rows(of: text, columns: 5).compactMap { row in
        KnownUnits.Kind(rawValue: row[2]).map { kind in
            KnownUnits.Entry(
                code: UnitCode(rawValue: row[0]), name: row[1], kind: kind,
                ucum: row[3].isEmpty ? nil : row[3], caution: row[4].isEmpty ? nil : row[4])
        }
    }

    /// As `ratios`, for measured amounts.
    private static let measured = """
        LT|1000|ML
        LTR|1|LT
        MLT|1|ML
        CC|1|ML
        KG|1000|GM
        KGM|1|KG
        GRM|1|GM
        GM|1000|MG
        MG|1000|MCG
        MC|1|MCG
        MTR|100|CM
        FT|12|IN
        YD|3|FT
        GA|4|QT
        GLL|1|GA
        QT|2|PT
        PT|16|FO
        LB|16|OZ
        """

    static let fixedRatios = packFactors(ratios)
    static let measuredRatios = packFactors(measured)

    private static func packFactors(_ text: String) -> [PackFactor] {
        rows(of: text, columns: 3).compactMap { row in
            guard let contains = ExactDecimal(row[1]) else { return nil }
            return try? PackFactor(unit: UnitCode(rawValue: row[0]), contains: contains, of: UnitCode(rawValue: row[2]))
        }
    }

    private static func rows(of text: String, columns: Int) -> [[String]] {
        text.split(separator: "\n")
            .map { $0.split(separator: "|", omittingEmptySubsequences: false).map(String.init) }
            .filter { $0.count == columns }
    }
}
