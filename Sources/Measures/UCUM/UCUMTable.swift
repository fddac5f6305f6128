// Copyright 1999-2024 Regenstrief Institute, Inc. All rights reserved. The definitions below are those of UCUM 2.2,
// under the UCUM License (https://unitsofmeasure.org/license). The page "UCUM" of the documentation has the notice.

/// The unit definitions as text that is read once: code, flags, value, unit, name. In the flags `m` takes prefixes,
/// `a` is arbitrary, and `:name` is the function of a special unit. Text, since a literal of 300 structures compiles
/// slowly.
enum UCUMTable {
    /// Code and name of the seven base units, in UCUM's order.
    static let baseUnits = """
        m|meter
        s|second
        g|gram
        rad|radian
        K|kelvin
        C|coulomb
        cd|candela
        """

    /// Code, factor and name.
    static let prefixes = """
        Y|1e24|yotta
        Z|1e21|zetta
        E|1e18|exa
        P|1e15|peta
        T|1e12|tera
        G|1e9|giga
        M|1e6|mega
        k|1e3|kilo
        h|1e2|hecto
        da|1e1|deka
        d|1e-1|deci
        c|1e-2|centi
        m|1e-3|milli
        u|1e-6|micro
        n|1e-9|nano
        p|1e-12|pico
        f|1e-15|femto
        a|1e-18|atto
        z|1e-21|zepto
        y|1e-24|yocto
        Ki|1024|kibi
        Mi|1048576|mebi
        Gi|1073741824|gibi
        Ti|1099511627776|tebi
        """

    /// Numbers, SI, units used beside it, natural constants and CGS.
    static let physical = """
        10*||10|1|the number ten for arbitrary powers
        10^||10|1|the number ten for arbitrary powers
        [pi]||3.1415926535897932384626433832795028841971693993751058209749445923|1|the number pi
        %||1|10*-2|percent
        [ppth]||1|10*-3|parts per thousand
        [ppm]||1|10*-6|parts per million
        [ppb]||1|10*-9|parts per billion
        [pptr]||1|10*-12|parts per trillion
        mol|m|6.02214076|10*23|mole
        sr|m|1|rad2|steradian
        Hz|m|1|s-1|hertz
        N|m|1|kg.m/s2|newton
        Pa|m|1|N/m2|pascal
        J|m|1|N.m|joule
        W|m|1|J/s|watt
        A|m|1|C/s|ampère
        V|m|1|J/C|volt
        F|m|1|C/V|farad
        Ohm|m|1|V/A|ohm
        S|m|1|Ohm-1|siemens
        Wb|m|1|V.s|weber
        Cel|m:Cel|1|K|degree Celsius
        T|m|1|Wb/m2|tesla
        H|m|1|Wb/A|henry
        lm|m|1|cd.sr|lumen
        lx|m|1|lm/m2|lux
        Bq|m|1|s-1|becquerel
        Gy|m|1|J/kg|gray
        Sv|m|1|J/kg|sievert
        gon||0.9|deg|gon
        deg||2|[pi].rad/360|degree
        '||1|deg/60|minute
        ''||1|'/60|second
        l|m|1|dm3|liter
        L|m|1|l|liter
        ar|m|100|m2|are
        min||60|s|minute
        h||60|min|hour
        d||24|h|day
        a_t||365.24219|d|tropical year
        a_j||365.25|d|mean Julian year
        a_g||365.2425|d|mean Gregorian year
        a||1|a_j|year
        wk||7|d|week
        mo_s||29.53059|d|synodal month
        mo_j||1|a_j/12|mean Julian month
        mo_g||1|a_g/12|mean Gregorian month
        mo||1|mo_j|month
        t|m|1e3|kg|tonne
        bar|m|1e5|Pa|bar
        u|m|1.66053906660e-24|g|unified atomic mass unit
        eV|m|1|[e].V|electronvolt
        AU||149597.870691|Mm|astronomic unit
        pc|m|3.085678e16|m|parsec
        [c]|m|299792458|m/s|velocity of light
        [h]|m|6.62607015e-34|J.s|Planck constant
        [k]|m|1.380649e-23|J/K|Boltzmann constant
        [eps_0]|m|8.854187817e-12|F/m|permittivity of vacuum
        [mu_0]|m|1|4.[pi].10*-7.N/A2|permeability of vacuum
        [e]|m|1.602176634e-19|C|elementary charge
        [m_e]|m|9.1093837139e-31|kg|electron mass
        [m_p]|m|1.67262192595e-27|kg|proton mass
        [G]|m|6.67430e-11|m3.kg-1.s-2|Newtonian constant of gravitation
        [g]|m|980665e-5|m/s2|standard acceleration of free fall
        atm||101325|Pa|standard atmosphere
        [ly]|m|1|[c].a_j|light-year
        gf|m|1|g.[g]|gram-force
        [lbf_av]||1|[lb_av].[g]|pound force
        Ky|m|1|cm-1|Kayser
        Gal|m|1|cm/s2|Gal
        dyn|m|1|g.cm/s2|dyne
        erg|m|1|dyn.cm|erg
        P|m|1|dyn.s/cm2|Poise
        Bi|m|10|A|Biot
        St|m|1|cm2/s|Stokes
        Mx|m|1e-8|Wb|Maxwell
        G|m|1e-4|T|Gauss
        Oe|m|250|/[pi].A/m|Oersted
        Gb|m|1|Oe.cm|Gilbert
        sb|m|1|cd/cm2|stilb
        Lmb|m|1|cd/cm2/[pi]|Lambert
        ph|m|1e-4|lx|phot
        Ci|m|37e9|Bq|Curie
        R|m|2.58e-4|C/kg|Roentgen
        RAD|m|100|erg/g|radiation absorbed dose
        REM|m|1|RAD|radiation equivalent man
        """
}
