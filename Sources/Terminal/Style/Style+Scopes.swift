/// A shorthand for the style of each scope, so that drawing code reads `style: .statusWarning`.
extension Style {
    /// `Scope.text`.
    public static let text = Style(.text)
    /// `Scope.dim`.
    public static let dim = Style(.dim)
    /// `Scope.strong`.
    public static let strong = Style(.strong)
    /// `Scope.title`.
    public static let title = Style(.title)
    /// `Scope.chrome`.
    public static let chrome = Style(.chrome)
    /// `Scope.chromeProd`.
    public static let chromeProd = Style(.chromeProd)
    /// `Scope.chromeTest`.
    public static let chromeTest = Style(.chromeTest)
    /// `Scope.chromeDemo`.
    public static let chromeDemo = Style(.chromeDemo)
    /// `Scope.breadcrumb`.
    public static let breadcrumb = Style(.breadcrumb)
    /// `Scope.selection`.
    public static let selection = Style(.selection)
    /// `Scope.selectionInactive`.
    public static let selectionInactive = Style(.selectionInactive)
    /// `Scope.mark`.
    public static let mark = Style(.mark)
    /// `Scope.match`.
    public static let match = Style(.match)
    /// `Scope.key`.
    public static let key = Style(.key)
    /// `Scope.keyLabel`.
    public static let keyLabel = Style(.keyLabel)
    /// `Scope.keyDisabled`.
    public static let keyDisabled = Style(.keyDisabled)
    /// `Scope.status`.
    public static let status = Style(.status)
    /// `Scope.statusOk`.
    public static let statusOk = Style(.statusOk)
    /// `Scope.statusInfo`.
    public static let statusInfo = Style(.statusInfo)
    /// `Scope.statusWarning`.
    public static let statusWarning = Style(.statusWarning)
    /// `Scope.statusCritical`.
    public static let statusCritical = Style(.statusCritical)
    /// `Scope.statusHeld`.
    public static let statusHeld = Style(.statusHeld)
    /// `Scope.table`.
    public static let table = Style(.table)
    /// `Scope.tableHeader`.
    public static let tableHeader = Style(.tableHeader)
    /// `Scope.tableHeaderSorted`.
    public static let tableHeaderSorted = Style(.tableHeaderSorted)
    /// `Scope.tableGroup`.
    public static let tableGroup = Style(.tableGroup)
    /// `Scope.border`.
    public static let border = Style(.border)
    /// `Scope.borderTitle`.
    public static let borderTitle = Style(.borderTitle)
    /// `Scope.gauge`.
    public static let gauge = Style(.gauge)
    /// `Scope.gaugeTrack`.
    public static let gaugeTrack = Style(.gaugeTrack)
    /// `Scope.sparkline`.
    public static let sparkline = Style(.sparkline)
    /// `Scope.input`.
    public static let input = Style(.input)
    /// `Scope.inputPlaceholder`.
    public static let inputPlaceholder = Style(.inputPlaceholder)
    /// `Scope.dialog`.
    public static let dialog = Style(.dialog)
    /// `Scope.dialogBorder`.
    public static let dialogBorder = Style(.dialogBorder)
    /// `Scope.dialogTitle`.
    public static let dialogTitle = Style(.dialogTitle)
    /// `Scope.diffAdded`.
    public static let diffAdded = Style(.diffAdded)
    /// `Scope.diffRemoved`.
    public static let diffRemoved = Style(.diffRemoved)
    /// `Scope.money`.
    public static let money = Style(.money)
    /// `Scope.masked`.
    public static let masked = Style(.masked)
    /// `Scope.link`.
    public static let link = Style(.link)
    /// `Scope.notice`.
    public static let notice = Style(.notice)
}
