@main
enum Tallyward {
    static func main() {}
}
