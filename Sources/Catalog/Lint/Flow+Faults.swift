public import SyncModel

extension Flow {
    /// The faults that a delivery of this flow to `endpoint` can end in. Those of a message that no flow could take
    /// belong to its source.
    ///
    /// - Parameter endpoint: `nil` for what is kept.
    public func faults(at endpoint: Endpoint?) -> [FaultCode] {
        FaultCode.allCases.filter { code in
            switch code {
            case .itemUnmapped, .unitInvalid, .conversionMissing, .packSplit, .locationUnknown, .costCenterMissing,
                .quantityOutOfRange, .itemRejected, .unitRejected:
                event.movesStock
            case .stockShort, .periodClosed: event.movesStock && endpoint.kind.tellsStockAndPeriods
            case .codeUnmapped, .codeValueInvalid: !lookUps.isEmpty
            case .contractViolated, .reversalUnmatched, .eventRepeated: !EventType.builtIn.contains(event)
            case .unauthorized: endpoint.authentication != .none
            case .outcomeUnknown: !endpoint.kind.honoursIdempotencyKey
            case .rejected: endpoint.fileExport == nil
            case .messageMalformed, .attemptsExhausted: true
            case .messageUnsupported, .controlIDConflict: false
            }
        }
    }
}

extension Flow {
    /// Whether tables of the catalog say a part of what it sends.
    public var usesTables: Bool { !lookUps.isEmpty || period != nil }

    /// The tables that a fault of it may be about.
    func tables(of code: FaultCode) -> [CodeTableName] {
        switch code {
        case .codeUnmapped: lookUps.map(\.table)
        case .codeValueInvalid: lookUps.map(\.table) + [period?.table].compactMap(\.self)
        case .accountingPeriodClosed: [period?.table].compactMap(\.self)
        default: []
        }
    }
}

extension EventType {
    /// The kinds of message that it is read from, beside any `event:`; `nil` for any.
    public var messages: [String]? {
        switch self {
        case .supplyUsed: ["DFT^P03", "fhir:SupplyDelivery", "fhir:DeviceUseStatement"]
        case .medicationAdministered: ["RAS^O17", "fhir:MedicationAdministration"]
        default: nil
        }
    }
}
