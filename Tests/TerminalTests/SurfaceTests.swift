import Terminal
import Testing

@Suite struct SurfaceTests {
    @Test("every row is exactly as wide as the surface")
    func rowWidth() {
        var surface = Surface(width: 10, height: 2)
        surface.put("日本語テキスト", at: Point(1, 0))
        #expect(surface.rows.allSatisfy { DisplayWidth.of($0) == 10 })
    }
}
