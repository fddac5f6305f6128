import Control
import SyncModel
import SyncStore
import Terminal

/// What every screen may know besides its own: who looks, when, at how large a screen, and how everything stands.
struct ScreenContext: Sendable {
    let site: ConsoleSite
    let user: String
    let roles: Set<Role>
    let now: UTCTime
    /// Seconds from UTC of the times shown.
    let utcOffset: Int
    /// Where the parts of the frame stand; `layout.body` is the screen's own.
    let layout: FrameLayout
    /// How everything stood at the last look; `nil` until there was one.
    let overview: Overview?
    /// Why the state can't be read; `nil` where it can.
    let stateProblem: String?
    /// Who else looks at what this user looks at; at anything, where that is a list.
    let present: [Presence]
    /// Whether the console only looks.
    var isReadOnly = false
    /// Which keys do what.
    var keys = KeyBindings.usual

    /// Why the user can't ask for something, in one sentence; `nil` where they may.
    func refusal(for right: RequestKind?) -> String? {
        guard let right else { return nil }
        return isReadOnly ? right.readOnlyRefusal ?? right.refusal(for: roles) : right.refusal(for: roles)
    }

    /// How the key of an action is written here.
    func key(of action: ConsoleAction) -> String { keys.footerName(of: action) }

    /// How it is written where letters are typed, or may be.
    func keyBesideText(of action: ConsoleAction) -> String { keys.nameBesideText(of: action) }

    /// A sentence with the keys where it has their marks.
    func filled(_ sentence: String?) -> String? { sentence.map(keys.filled) }

    /// The room that a screen's body has.
    var body: Rect { layout.body }

    /// A time of day as people here say it.
    func time(_ time: UTCTime) -> String { Wording.time(time, offset: utcOffset) }

    /// How long ago something was.
    func age(_ time: UTCTime) -> String { Wording.age(time, at: now) }
}
