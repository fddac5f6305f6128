/// What a comment is about.
public enum CommentSubject: Codable, Sendable, Hashable {
    /// One exception.
    case exception(ExceptionID)
    /// Everything that shares a cause.
    case cause(String)

    /// The longest comment, in characters.
    public static let longestText = 2000
}

/// A view of a list that a user keeps. What the specification means is the console's own business.
public struct SavedView: Codable, Sendable, Hashable {
    /// Its name, unique for each user.
    public var name: String
    /// The filter, order, grouping and columns, as the console writes them.
    public var specification: String

    /// Names a view.
    public init(name: String, specification: String) {
        self.name = name
        self.specification = specification
    }

    /// How many a user may keep.
    public static let mostPerUser = 50
    /// The longest name, in characters.
    public static let longestName = 40
    /// The longest specification, in bytes.
    public static let longestSpecification = 2000
}

/// Somebody who looks at the same thing just now.
public struct Presence: Codable, Sendable, Hashable {
    /// The user's name.
    public var user: String
    /// What they look at, as their console names it: `exception 12`, `cause item.unmapped ehr 4471-B`.
    public var place: String

    /// Joins a user with what they look at.
    public init(user: String, place: String) {
        self.user = user
        self.place = place
    }

    /// How long somebody counts as looking after they last said so.
    public static let lifetime: Duration = .seconds(15)
    /// The longest name of a place, in bytes.
    public static let longestPlace = 300
}

extension String {
    /// What a person typed, as it is kept: one line, no control or invisible characters, no spaces around it.
    public var asNote: String {
        var words: [String.UnicodeScalarView] = [String.UnicodeScalarView()]
        for scalar in unicodeScalars {
            if scalar.properties.isWhitespace {
                words.append(String.UnicodeScalarView())
                continue
            }
            switch scalar.properties.generalCategory {
            case .control, .format, .surrogate, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse: break
            default: words[words.count - 1].append(scalar)
            }
        }
        return words.filter { !$0.isEmpty }.map(String.init).joined(separator: " ")
    }
}
