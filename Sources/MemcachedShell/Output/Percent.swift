/// Shares as a person reads them.
enum Percent {
    /// `33.3 %`; no more than one digit behind the point.
    static func text(_ share: Double) -> String {
        let tenths = Int((share * 1000).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10) %" : "\(tenths / 10).\(tenths % 10) %"
    }
}
