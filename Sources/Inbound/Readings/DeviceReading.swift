internal import Catalog
internal import DeviceIdentifiers

/// What a field says of a device, where it holds the device's identifier as scanned.
enum DeviceReading {
    /// Years of two digits on labels are those nearest to this one: from 1977 to 2076.
    static let year = 2026

    /// A part of an identifier; `nil` where the label doesn't say it.
    static func text(_ part: FieldReading.DevicePart, of label: String) throws(UDIProblem) -> String? {
        let device = try UDI(label, year: year)
        return switch part {
        case .device: device.device
        case .issuer: device.issuer.rawValue
        case .lot: device.lot
        case .serial: device.serial
        case .expires: device.expires?.description
        case .made: device.made?.description
        }
    }
}
