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
            case .stockShort, .periodClosed: event.movesStock && endpoint?.kind.tellsStockAndPeriods == true
            case .codeUnmapped: !lookUps.isEmpty
            case .codeValueInvalid: usesTables
            case .accountingPeriodClosed: period != nil
            case .approvalNeeded: approval != nil
            case .contractViolated: !EventType.builtIn.contains(event)
            case .reversalUnmatched, .eventRepeated: !EventType.builtIn.contains(event) && !keeps
            case .matchWaiting: match?.waits == true
            case .matchMismatch: match != nil
            case .booksDiffer: reconciliation != nil
            case .ownershipConflict: system != nil && !EventType.builtIn.contains(event)
            case .unauthorized: endpoint.map { $0.authentication != .none } ?? false
            case .outcomeUnknown: endpoint?.kind.honoursIdempotencyKey == false
            case .messageMalformed: true
            case .rejected: endpoint.map { $0.fileExport == nil } ?? false
            case .attemptsExhausted: endpoint != nil
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
