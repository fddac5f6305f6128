import Foundation
import SyncModel
import Testing

@testable import Console

@Suite("dump", .enabled(if: ProcessInfo.processInfo.environment["DUMP"] != nil))
struct ScreenDump {
    @Test func dump() {
        for (w, h) in [(80, 24), (120, 40)] {
            var desk = Desk(width: w, height: h, coach: .usual)
            print("=== overview \(w)"); print(desk.text)
            desk.press("2"); desk.serve()
            print("=== queue"); print(desk.text)
            desk.press("m"); desk.serve()
            print("=== map"); print(desk.text)
            desk.press("Esc Enter"); desk.serve()
            print("=== exception"); print(desk.text)
            desk.press("End"); print("=== end"); print(desk.text)
            desk.press("Esc Down u"); desk.serve()
            print("=== unit"); print(desk.text)
            desk.press("Esc Tab Tab"); desk.serve(); desk.press("End l"); desk.serve()
            print("=== loc"); print(desk.text)
            desk.press("Esc g"); desk.serve()
            print("=== rows"); print(desk.text)
            desk.press("x"); print("=== dismiss"); print(desk.text)
            desk.press("Esc ?"); print("=== help"); print(desk.text)
            desk.press("Esc : r o"); print("=== prompt"); print(desk.text)
            desk.press("Esc 4"); print("=== endpoints"); print(desk.text)
        }
    }
}
