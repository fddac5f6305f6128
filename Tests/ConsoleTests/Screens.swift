/// The screens of 80 by 24 as they are to look, line by line; blanks at the ends of lines are left out.
enum Screens {
    /// The lines of a screen.
    static func expected(_ scenario: Scenario) -> [String] {
        switch scenario {
        case .overview: lines(overview)
        case .queue: lines(queue)
        case .rows: lines(rows)
        case .exception: lines(exception)
        case .mapItem: lines(mapItem)
        case .fixUnit: lines(fixUnit)
        case .mapLocation: lines(mapLocation)
        case .dismiss: lines(dismiss)
        case .help: lines(help)
        }
    }

    private static func lines(_ text: String) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    private static let overview = #"""
         DEMO  materials mara  WAITING 23 for materials worth $1,204  data 0s  08:14:22
         Overview of General                                                 last 5 min
         AT RISK $1,614.50, 66 cases
          FLOW                    WORTH  WAIT ON WAY   IN/S  OUT/S  ERR%    P95   BUDGET
        ▸ all flows              $1,614    25     41   82.4   24.0   0.3   0.8s        -
          supply-usage           $1,614    25     41   41.2   12.0   0.6   0.8s     80 %
          medication-usage            -     0      0   41.2   12.0   0.6   0.8s     80 %
          ENDPOINT         CONDITION   SINCE  RESUMES LAST OK DETAIL
          erp-inventory    up             3m        -      2s -
          WAITING FOR                                                 OPEN         WORTH
          materials management (you)                                    23     $1,204.50
          finance                                                        2        $20.00
          integration                                                    0         $0.00
          anybody: dead letters                                          3        $15.00
        ── a second, last 5 min, at most 19.6 ──────────────────────────────────────────
         in  6.4    ▂▃▄▅▆▇▂▃▄▅▇█▂▃▅▆▇█▃▄▅▆▇▂▃▄▅▆█▂▃▄▆▇█▂▄▅▆▇▂▃▄▅▆▇▂▃▄▅▇█▂▃▅▆▇█▃▄
         out 7.2    ▁▂▃▄▅▅▆▇▁▂▃▄▅▅▆▇▁▂▃▄▅▅▆▇▁▂▃▄▅▅▆▇▁▂▃▄▅▅▆▇▁▂▃▄▅▅▆▇▁▂▃▄▅▅▆▇▁▂▃▄

        ── balance BALANCED ────────────────────────────────────────────────────────────
         accepted 12,873 = delivered 12,790 + on the way 41 + waiting for people 25 +
         dead letters 1 + duplicates 13 + dismissed 3; 2 messages refused and kept
         beside them
         ready
         Enter open  w window  2 queue  3 messages  4 endpoints  5 dead  ? help
        """#

    private static let queue = #"""
         DEMO  materials mara  WAITING 23 for materials worth $1,204  data 0s  08:14:22
         Queue  by cause  materials            20 open, 2 causes, $662.60  oldest 3h12m
           OPEN      VALUE↓ OLDEST    DUE CAUSE            WHAT            WHO FOR
        ▸    12     $501.60  3h12m      - UNMAPPED ITEM    4471-B          -   materials
              8     $161.00  3h12m      - INVALID UNIT     BX10 for 100234 -   materials











        ── UNMAPPED ITEM 4471-B  SUTURE 3-0 VICRYL 27IN ────────────────────────────────
         Why    Nothing maps 4471-B of ehr-mllp.
         Do     Map the item to the ERP's item number; everything that waits for it
                goes out.
         Next   m maps the item   Enter shows everything   x takes it out
         Waits  12 rows, worth $501.60, for materials management
         ready
         Enter open  m map  R resubmit all  x dismiss  a take on  Space mark  ? help
        """#

    private static let rows = #"""
         DEMO  materials mara  WAITING 23 for materials worth $1,204  data 0s  08:14:22
         Queue  row by row  materials                                   2 rows, $100.32
             AGE    DUE  VALUE↓ CAUSE         ITEM   DESCRIPTION            QTY UNIT WHO
        ▸  2h30m      -  $50.16 UNMAPPED ITEM 4471-B SUTURE 3-0 VICRYL 27IN  12 EA   -
           2h30m      -  $50.16 UNMAPPED ITEM 4471-B SUTURE 3-0 VICRYL 27IN  12 EA   -











        ── UNMAPPED ITEM 4471-B  SUTURE 3-0 VICRYL 27IN ────────────────────────────────
         Why    Nothing maps 4471-B of ehr-mllp.
         Do     Map the item to the ERP's item number; everything that waits for it
                goes out.
         Next   m maps the item   Enter shows everything   x takes it out
         Waits  12 rows, worth $501.60, for materials management
         ready
         Enter open  m map  r resubmit  R resubmit all  x dismiss  a take on  ? help
        """#

    private static let exception = #"""
         DEMO  materials mara  WAITING 23 for materials worth $1,204  data 0s  08:14:22
         Queue › UNMAPPED ITEM                              12 with this cause, $501.60
         UNMAPPED ITEM  4471-B  $50.16  for materials management
          Nothing maps 4471-B of ehr-mllp.
          Map the item to the ERP's item number; everything that waits for it goes
          out.
          Enter maps the item   x takes it out
          11 others with the same cause, worth $451.44  (n/N, o)
          opened 2h30m ago, nobody works on it (a)

         + What people said   nothing yet (c comments on it)
        ▸- What it became   supply.used, not yet a booking
          event      supply.used, record
          item       4471-B SUTURE 3-0 VICRYL 27IN
          also       J-416H
          used       12 EA at OR-4, 05:02:00
          booking    none yet: it stopped before

         + What was sent   nothing: no delivery was made of it
         + What happened
         + What arrived   DFT^P03 from ehr-mllp, patient fields masked (v)
         + What to do   UNMAPPED ITEM (b reads it alone)
         ready
         Enter fix  Tab part  z fold  b runbook  x dismiss  a take on  c comment  ? help
        """#

    private static let mapItem = #"""
         DEMO  materials mara  WAITING 23 for materials worth $1,204  data 0s  08:14:22
         Queue › map 4471-B                                 12 with this cause, $501.60
         Item   4471-B  SUTURE 3-0 VICRYL 27IN   also J-416H
         Use    12 EA at OR-4   worth $50.16   Nothing maps 4471-B of ehr-mllp.
        ────────────────────────────────────────────────────────────────────────────────
         find> type to search; digits choose                 best 3 of 41,310 ERP items
        ▸ 1 100234    SUTURE VICRYL 3-0 27IN SH EA       $4.18  94 %  same manufacturer…
          2 100235    SUTURE VICRYL 3-0 18IN SH EA       $4.02  71 %  description 77 %
          3 118800    SUTURE PDS 3-0 27IN       BX     $150.48  48 %  description 52 %








        ────────────────────────────────────────────────────────────────────────────────
         Check  unit EA = EA ok
         Rule   4471-B -> 100234   for everything from ehr-mllp, from now on
         Then   releases 12 of 12 waiting, worth $501.60
         Who    Enter applies it as mara; it is recorded in the audit
         ready
         Enter apply  1-9 choose  Tab find  q back  : command  Q quit  ? help
        """#

    private static let fixUnit = #"""
         DEMO  materials mara  WAITING 23 for materials worth $1,204  data 0s  08:14:22
         Queue › fix BX10 for 100234                         8 with this cause, $161.00
         Item   100234  SUTURE VICRYL 3-0 27IN SH, kept in EA
         Sent   12 BX10   BX10 is no unit of 100234.
        ── BX10 means ──────────────────────────────────────────────────────────────────
        ▸ 1 BX    box: how many EA are in it is not known                              ┃
          2 EA    each, the ERP's own unit                                             ┃
          3 CS    case: how many EA are in it is not known                             ┃
          4 PK    pack: how many EA are in it is not known                             ┃
          5 BG    bag: how many EA are in it is not known                              │
          6 DZ    dozen, 1 DZ = 12 EA                                                  │
         1 BX = 10            EA     n enters it
        ── the waiting rows ────────────────────────────────────────────────────────────
          ok     12 EA -> 12 EA of 100234




        ────────────────────────────────────────────────────────────────────────────────
         Rule   BX10 → BX for 100234, 1 BX = 10 EA   for this item (Tab)
         Then   releases 12 of 12 waiting, worth $501.60
         Who    Enter applies it as mara; it is recorded in the audit
         ready
         Enter apply  1-9 choose  n factor  Tab scope  q back  : command  Q quit  ? help
        """#

    private static let mapLocation = #"""
         DEMO  finance mara  WAITING 2 for finance worth $20.00       data 0s  08:14:22
         Queue › map OR-9                                     2 with this cause, $20.00
         Place  OR-9
         Why    Nothing maps location OR-9.
        ────────────────────────────────────────────────────────────────────────────────
        ▸ organization  the ERP's inventory organisation, such as HOSP-03
          subinventory  the store room the stock leaves, such as OR-CORE
          cost centre   what usage there is charged to, such as 4410
          account       the account combination; the cost centre where left empty










        ────────────────────────────────────────────────────────────────────────────────
         Then   Still to enter: organization, subinventory, cost centre.
         Who    Enter applies it as mara; it is recorded in the audit
         ready
         Enter apply  q back  : command  Q quit  ? help
        """#

    private static let dismiss = #"""
         DEMO  materials mara  WAITING 23 for materials worth $1,204  data 0s  08:14:22
         Queue  by cause  materials            20 open, 2 causes, $662.60  oldest 3h12m
           OPEN      VALUE↓ OLDEST    DUE CAUSE            WHAT            WHO FOR
        ▸    12     $501.60  3h12m      - UNMAPPED ITEM    4471-B          -   materials
              8     $161.00  3h12m      - INVALID UNIT     BX10 for 100234 -   materials
            ╭─ Dismiss with a reason ──────────────────────────────────────────────╮
            │ UNMAPPED ITEM 4471-B                                                 │
            │ 12 rows, worth $601.92, as they were at 08:14:22                     │
            │ Nothing is booked for it; the reason is kept in the audit.           │
            │                                                                      │
            │ 1 documented in error; the department corrects it                    │
            │ 2 booked in the ERP by hand                                          │
            │ 3 not stocked: nothing to book                                       │
            │ 4 documented twice                                                   │
            │ 5 test or training message                                           │
            │                                                                      │
        ── U│ 1-5 reason  t type one  Esc keep                                     │────
         Why╰──────────────────────────────────────────────────────────────────────╯
         Do     Map the item to the ERP's item number; everything that waits for it
                goes out.
         Next   m maps the item   Enter shows everything   x takes it out
         Waits  12 rows, worth $501.60, for materials management
         ready
         Enter open  m map  R resubmit all  x dismiss  a take on  Space mark  ? help
        """#

    private static let help = #"""
        ╭─ Help: Queue, by cause ──────────────────────────────────────────────────────╮
        │ What waits for people, grouped by what mends it                              ┃
        │   Enter      Open the row under the cursor                                   ┃
        │   m          Say which ERP item the sender's item is                         ┃
        │   u          Say which unit the sender means, and how many are in it         ┃
        │   l          Give the location its store room and cost centre                ┃
        │   m          Say what the code means in its table                            ┃
        │   f          Send it again, as it is or with what you correct of it          ┃
        │   t          See both sides of what differs, and let it through              ┃
        │   d          Settle what is in doubt: booked, or not there (not with your r… ┃
        │   i          Read what to do and who has to do it                            │
        │   R          Run everything with this cause through again                    │
        │   x          Take it out with a reason                                       │
        │   a          Say that you work on it, or give it back                        │
        │   Space      Mark the row, or take its mark off                              │
        │   *          Mark all that match now, or take all marks off; what comes lat… │
        │   A          Give it to somebody to work on                                  │
        │   c          Say something about it, for all who work on it                  │
        │   /          Show only rows with this text                                   │
        │   g          Group rows by their cause, or show them one by one              │
        │   Tab        Show another role's queue, or all                               │
        │   v          Go to a view that is kept, or keep this one                     │
        │   H          Only what you took on, what nobody did, or all                  │
        ╰──────────────────────────────────────────────────────────────────────────────╯
        """#
}
