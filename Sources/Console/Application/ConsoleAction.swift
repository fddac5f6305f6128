import Control
import SyncModel
import Terminal

/// What can be done with a key: the one table that feeds keys, footer, help and the command prompt.
enum ConsoleAction: String, CaseIterable, Hashable, Sendable {
    case overview, queue, messages, endpoints
    case open, back, quit, help, prompt, redraw, refresh
    case filter, group, role, others, next, previous, acknowledge
    case map, unit, location, resubmit, resubmitAll, claim, dismiss, confirm
    case choose, find, factor, scope, apply
    case pause

    /// The action that mends causes of a kind.
    init(mending kind: FixKind) {
        switch kind {
        case .mapItem: self = .map
        case .defineUnit: self = .unit
        case .mapLocation: self = .location
        }
    }

    /// The keys that do it, the usual one first.
    var keys: [Key] {
        switch self {
        case .overview: [.character("1")]
        case .queue: [.character("2")]
        case .messages: [.character("3")]
        case .endpoints: [.character("4")]
        case .open, .apply: [.enter]
        case .back: [.escape, .character("q"), .function(3), .function(12)]
        case .quit: [.character("Q"), .control("c"), .function(10)]
        case .help: [.character("?"), .function(1)]
        case .prompt: [.character(":")]
        case .redraw: [.control("l")]
        case .refresh: [.function(5)]
        case .filter: [.character("/")]
        case .group: [.character("g")]
        case .role: [.tab]
        case .others: [.character("o")]
        case .next: [.character("n"), .right]
        case .previous: [.character("N"), .left]
        case .acknowledge: [.character(".")]
        case .map: [.character("m")]
        case .unit: [.character("u")]
        case .location: [.character("l")]
        case .resubmit: [.character("r")]
        case .resubmitAll: [.character("R")]
        case .claim: [.character("c")]
        case .dismiss: [.character("x")]
        case .confirm: [.character("d")]
        case .choose: []
        case .find, .scope: [.tab]
        case .factor: [.character("n")]
        case .pause: [.character("p")]
        }
    }

    /// How the keys are written in the footer and the help.
    var keyName: String {
        switch self {
        case .choose: "1-9"
        case .back: "q"
        case .next: "n/N"
        default: keys.first?.description ?? ""
        }
    }

    /// A word or two for the footer.
    var label: String {
        switch self {
        case .overview, .queue, .messages, .endpoints, .open, .back, .quit, .help, .filter, .unit, .resubmit, .claim,
            .dismiss, .choose, .find, .scope, .apply, .map, .location, .factor:
            rawValue
        case .prompt: "command"
        case .redraw: "redraw"
        case .refresh: "refresh"
        case .group: "group"
        case .role: "role"
        case .others: "others"
        case .next: "next"
        case .previous: "previous"
        case .acknowledge: "seen"
        case .resubmitAll: "resubmit all"
        case .confirm: "delivered"
        case .pause: "pause/resume"
        }
    }

    /// One sentence for the help.
    var sentence: String {
        switch self {
        case .overview: "How every flow stands, and whether the books balance"
        case .queue: "What waits for people, dearest first"
        case .messages: "The messages that arrived, newest first"
        case .endpoints: "The systems we send to"
        case .open: "Open the row under the cursor"
        case .back: "Back to where you came from"
        case .quit: "Leave the console; the engine goes on where it runs by itself"
        case .help: "What can be done here"
        case .prompt: "Type a command by name; Tab completes it"
        case .redraw: "Draw the whole screen again"
        case .refresh: "Read the state again now"
        case .filter: "Show only rows with this text"
        case .group: "Group rows by their cause, or show them one by one"
        case .role: "Show another role's queue, or all"
        case .others: "List the rows of this cause"
        case .next: "The next of the same cause (N: the one before)"
        case .previous: "The one before of the same cause"
        case .acknowledge: "Take the marks of new rows off"
        case .map: "Say which ERP item the sender's item is"
        case .unit: "Say which unit the sender means, and how many are in it"
        case .location: "Give the location its store room and cost centre"
        case .resubmit: "Run this row through the pipeline again"
        case .resubmitAll: "Run everything with this cause through again"
        case .claim: "Say that you work on it, or give it back"
        case .dismiss: "Take it out with a reason"
        case .confirm: "It was booked: enter the ERP's document number"
        case .choose: "Choose by number"
        case .find: "Go to the find line and back"
        case .factor: "Enter how many are in the unit"
        case .scope: "For all items of the source, or for this one only"
        case .apply: "Do it, and go on with the next row"
        case .pause: "Stop sending to it with a reason, or go on"
        }
    }

    /// Its name at the command prompt; `nil` where it has none.
    var command: String? {
        switch self {
        case .overview, .queue, .messages, .endpoints, .quit, .help, .group, .others, .map, .unit, .location,
            .resubmit, .claim, .dismiss, .pause, .redraw:
            rawValue
        case .resubmitAll: "resubmit-all"
        case .confirm: "delivered"
        default: nil
        }
    }

    /// The right it takes; `nil` where everybody may.
    var right: RequestKind? {
        switch self {
        case .map: .mapItem
        case .unit: .defineUnit
        case .location: .mapLocation
        case .resubmit, .resubmitAll: .resubmit
        case .claim: .claim
        case .dismiss: .dismiss
        case .confirm: .confirmDelivered
        case .pause: .pauseEndpoint
        default: nil
        }
    }
}

/// Where the user is, as far as keys are concerned.
enum Place: String, CaseIterable, Hashable, Sendable {
    case overview, causes, rows, exception, mapItem, fixUnit, mapLocation, messages, message, endpoints

    /// The screen's name.
    var title: String {
        switch self {
        case .overview: "Overview"
        case .causes: "Queue, by cause"
        case .rows: "Queue, row by row"
        case .exception: "Exception"
        case .mapItem: "Map the item"
        case .fixUnit: "Fix the unit"
        case .mapLocation: "Map the location"
        case .messages: "Messages"
        case .message: "Message"
        case .endpoints: "Endpoints"
        }
    }

    /// What can be done here, most important first.
    var actions: [ConsoleAction] {
        switch self {
        case .overview: [.open, .queue, .messages, .endpoints]
        case .causes:
            [
                .open, .map, .unit, .location, .resubmitAll, .dismiss, .claim, .filter, .group, .role, .others,
                .acknowledge,
            ]
        case .rows:
            [
                .open, .map, .unit, .location, .resubmit, .resubmitAll, .dismiss, .claim, .filter, .group, .role,
                .confirm, .acknowledge,
            ]
        case .exception:
            [
                .map, .unit, .location, .resubmit, .resubmitAll, .dismiss, .claim, .next, .previous, .others, .confirm,
                .back,
            ]
        case .mapItem: [.apply, .choose, .find, .back]
        case .fixUnit: [.apply, .choose, .factor, .scope, .back]
        case .mapLocation: [.apply, .back]
        case .messages: [.open, .filter]
        case .message: [.back]
        case .endpoints: [.pause]
        }
    }

    /// What can be done everywhere.
    static let everywhere: [ConsoleAction] = [
        .overview, .queue, .messages, .endpoints, .back, .prompt, .refresh, .redraw, .help, .quit,
    ]
}
