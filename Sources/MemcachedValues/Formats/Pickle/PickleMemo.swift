/// What a pickle remembers under numbers. Pickles count them up from zero; one that does not is no reason to make room for
/// all the numbers between.
struct PickleMemo {
    private var dense: [ValueTree.Index] = []
    private var sparse: [Int: ValueTree.Index] = [:]

    var count: Int { dense.count + sparse.count }

    subscript(number: Int) -> ValueTree.Index? {
        number >= 0 && number < dense.count ? dense[number] : sparse[number]
    }

    mutating func put(_ index: ValueTree.Index, at number: Int) {
        if number >= 0, number < dense.count {
            dense[number] = index
        } else if number == dense.count, sparse[number] == nil {
            dense.append(index)
        } else {
            sparse[number] = index
        }
    }
}
