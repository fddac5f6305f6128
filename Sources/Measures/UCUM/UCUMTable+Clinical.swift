// Copyright 1999-2024 Regenstrief Institute, Inc. All rights reserved. The definitions below are those of UCUM 2.2,
// under the UCUM License (https://unitsofmeasure.org/license). The page "UCUM" of the documentation has the notice.

extension UCUMTable {
    /// Heat, clinical and chemical units, levels, information and the rest.
    static let clinical = """
        [degF]|:degF|5|K/9|degree Fahrenheit
        [degR]||5|K/9|degree Rankine
        [degRe]|:degRe|5|K/4|degree Réaumur
        cal_[15]|m|4.18580|J|calorie at 15 °C
        cal_[20]|m|4.18190|J|calorie at 20 °C
        cal_m|m|4.19002|J|mean calorie
        cal_IT|m|4.1868|J|international table calorie
        cal_th|m|4.184|J|thermochemical calorie
        cal|m|1|cal_th|calorie
        [Cal]||1|kcal_th|nutrition label Calories
        [Btu_39]||1.05967|kJ|British thermal unit at 39 °F
        [Btu_59]||1.05480|kJ|British thermal unit at 59 °F
        [Btu_60]||1.05468|kJ|British thermal unit at 60 °F
        [Btu_m]||1.05587|kJ|mean British thermal unit
        [Btu_IT]||1.05505585262|kJ|international table British thermal unit
        [Btu_th]||1.054350|kJ|thermochemical British thermal unit
        [Btu]||1|[Btu_th]|British thermal unit
        [HP]||550|[ft_i].[lbf_av]/s|horsepower
        tex|m|1|g/km|tex
        [den]||1|g/9/km|Denier
        m[H2O]|m|980665e-5|kPa|meter of water column
        m[Hg]|m|133.3220|kPa|meter of mercury column
        [in_i'H2O]||1|m[H2O].[in_i]/m|inch of water column
        [in_i'Hg]||1|m[Hg].[in_i]/m|inch of mercury column
        [PRU]||1|mm[Hg].s/ml|peripheral vascular resistance unit
        [wood'U]||1|mm[Hg].min/L|Wood unit
        [diop]||1|/m|diopter
        [p'diop]|:tanTimes100|1|rad|prism diopter
        %[slope]|:tanTimes100|1|rad|percent of slope
        [mesh_i]||1|/[in_i]|mesh
        [Ch]||1|mm/3|Charrière
        [drp]||1|ml/20|drop
        [hnsf'U]||1|1|Hounsfield unit
        [MET]||3.5|mL/min/kg|metabolic equivalent
        [hp'_X]|:hpX|1|1|homeopathic potency of decimal series (retired)
        [hp'_C]|:hpC|1|1|homeopathic potency of centesimal series (retired)
        [hp'_M]|:hpM|1|1|homeopathic potency of millesimal series (retired)
        [hp'_Q]|:hpQ|1|1|homeopathic potency of quintamillesimal series (retired)
        [hp_X]|a|1|1|homeopathic potency of decimal hahnemannian series
        [hp_C]|a|1|1|homeopathic potency of centesimal hahnemannian series
        [hp_M]|a|1|1|homeopathic potency of millesimal hahnemannian series
        [hp_Q]|a|1|1|homeopathic potency of quintamillesimal hahnemannian series
        [kp_X]|a|1|1|homeopathic potency of decimal korsakovian series
        [kp_C]|a|1|1|homeopathic potency of centesimal korsakovian series
        [kp_M]|a|1|1|homeopathic potency of millesimal korsakovian series
        [kp_Q]|a|1|1|homeopathic potency of quintamillesimal korsakovian series
        eq|m|1|mol|equivalents
        osm|m|1|mol|osmole
        [pH]|:pH|1|mol/l|pH
        g%|m|1|g/dl|gram percent
        [S]||1|10*-13.s|Svedberg unit
        [HPF]||1|1|high power field
        [LPF]||100|1|low power field
        kat|m|1|mol/s|katal
        U|m|1|umol/min|Unit
        [iU]|ma|1|1|international unit
        [IU]|ma|1|[iU]|international unit
        [arb'U]|a|1|1|arbitrary unit
        [USP'U]|a|1|1|United States Pharmacopeia unit
        [GPL'U]|a|1|1|GPL unit
        [MPL'U]|a|1|1|MPL unit
        [APL'U]|a|1|1|APL unit
        [beth'U]|a|1|1|Bethesda unit
        [anti'Xa'U]|a|1|1|anti factor Xa unit
        [todd'U]|a|1|1|Todd unit
        [dye'U]|a|1|1|Dye unit
        [smgy'U]|a|1|1|Somogyi unit
        [bdsk'U]|a|1|1|Bodansky unit
        [ka'U]|a|1|1|King-Armstrong unit
        [knk'U]|a|1|1|Kunkel unit
        [mclg'U]|a|1|1|Mac Lagan unit
        [tb'U]|a|1|1|tuberculin unit
        [CCID_50]|a|1|1|50% cell culture infectious dose
        [TCID_50]|a|1|1|50% tissue culture infectious dose
        [EID_50]|a|1|1|50% embryo infectious dose
        [PFU]|a|1|1|plaque forming units
        [FFU]|a|1|1|focus forming units
        [CFU]|a|1|1|colony forming units
        [IR]|a|1|1|index of reactivity
        [BAU]|a|1|1|bioequivalent allergen unit
        [AU]|a|1|1|allergen unit
        [Amb'a'1'U]|a|1|1|allergen unit for Ambrosia artemisiifolia
        [PNU]|a|1|1|protein nitrogen unit
        [Lf]|a|1|1|Limit of flocculation
        [D'ag'U]|a|1|1|D-antigen unit
        [FEU]|a|1|1|fibrinogen equivalent unit
        [ELU]|a|1|1|ELISA unit
        [EU]|a|1|1|Ehrlich unit
        Np|m:ln|1|1|neper
        B|m:lg|1|1|bel
        B[SPL]|m:lgTimes2|2|10*-5.Pa|bel sound pressure
        B[V]|m:lgTimes2|1|V|bel volt
        B[mV]|m:lgTimes2|1|mV|bel millivolt
        B[uV]|m:lgTimes2|1|uV|bel microvolt
        B[10.nV]|m:lgTimes2|10|nV|bel 10 nanovolt
        B[W]|m:lg|1|W|bel watt
        B[kW]|m:lg|1|kW|bel kilowatt
        st|m|1|m3|stere
        Ao||0.1|nm|Ångström
        b||100|fm2|barn
        att||1|kgf/cm2|technical atmosphere
        mho|m|1|S|mho
        [psi]||1|[lbf_av]/[in_i]2|pound per square inch
        circ||2|[pi].rad|circle
        sph||4|[pi].sr|sphere
        [car_m]||2e-1|g|metric carat
        [car_Au]||1|/24|carat of gold alloys
        [smoot]||67|[in_i]|Smoot
        [m/s2/Hz^(1/2)]|:sqrt|1|m2/s4/Hz|meter per square seconds per square root of hertz
        [NTU]||1|1|Nephelometric Turbidity Unit
        [FNU]||1|1|Formazin Nephelometric Unit
        bit_s|:ld|1|1|bit
        bit|m|1|1|bit
        By|m|8|bit|byte
        Bd|m|1|/s|baud
        """
}
