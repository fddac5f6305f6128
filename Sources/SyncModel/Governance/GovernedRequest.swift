/// The kinds of request that a site's policies may put under approval. The raw value is what `policies.yaml` uses.
public enum GovernedRequest: String, CaseIterable, Codable, Sendable, Hashable {
    /// A sender's item code is led to an ERP item.
    case mapItem = "map-item"
    /// A sender's unit word is given a meaning.
    case defineUnit = "define-unit"
    /// A sender's location is given a store room and a cost center.
    case mapLocation = "map-location"
    /// A sender's code is given its meaning in a table of the catalog.
    case mapCode = "map-code"
    /// A part of the item master or the crosswalk is loaded.
    case importCrosswalk = "import"
    /// Stopped deliveries are sent again, as they are.
    case resubmit
    /// What differs from its order, or from what a field's owner says, is sent as it is.
    case letThrough = "let-through"
    /// Stopped deliveries are taken out for good.
    case dismiss
    /// A delivery in doubt is settled on a person's word.
    case confirm
    /// Dead letters are sent again.
    case replay
    /// A dead letter or a stopped delivery is changed and sent again.
    case editReplay = "edit-replay"
    /// Sending of a flow, or its new work, is stopped.
    case pauseFlow = "pause-flow"
    /// Sending to an endpoint is stopped.
    case pauseEndpoint = "pause-endpoint"
    /// A delivery is sent that its flow puts under approval. Nobody asks for it, and policies don't govern it.
    case send

    /// What is done, as a list shows it.
    public var title: String {
        switch self {
        case .mapItem: "map item"
        case .defineUnit: "define unit"
        case .mapLocation: "map location"
        case .mapCode: "map code"
        case .importCrosswalk: "import"
        case .resubmit: "resubmit"
        case .letThrough: "let through"
        case .dismiss: "dismiss"
        case .confirm: "confirm as booked"
        case .replay: "replay"
        case .editReplay: "replay with a change"
        case .pauseFlow: "pause flow"
        case .pauseEndpoint: "pause endpoint"
        case .send: "send"
        }
    }
}
