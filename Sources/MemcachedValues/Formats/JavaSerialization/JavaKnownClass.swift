/// The classes of Java itself that are known by what they hold.
enum JavaKnownClass {
    case list
    /// A queue of the concurrent kind, which ends with a null.
    case endedList
    case set
    /// It begins with what compares its members.
    case sortedSet
    case map
    /// It ends with a pair of nulls.
    case endedMap
    case vector
    case listOfArray
    case enumSet
    /// What `List.of`, `Set.of` and `Map.of` leave in their place.
    case immutable
    case emptyList
    case emptySet
    case emptyMap
    case singletonList
    case singletonSet
    case singletonMap
    /// What makes another collection unmodifiable or synchronized.
    case wrapper
    /// A primitive value in an object.
    case primitive
    case bigInteger
    case bigDecimal
    case date
    case uuid
    /// What classes of `java.time` leave in their place.
    case time

    /// No class that is known has a longer name, in bytes.
    private static let longestName = 80

    /// To be asked once for each class: there may be many objects of one with a long name.
    init?(_ name: ArraySlice<UInt8>) {
        guard name.count <= Self.longestName else { return nil }
        let name = String(decoding: name, as: UTF8.self)
        guard name.hasPrefix("java.") else { return nil }
        if let known = Self.all[name] {
            self = known
        } else if name.hasPrefix("java.util.Collections$Unmodifiable")
            || name.hasPrefix("java.util.Collections$Synchronized")
        {
            self = .wrapper
        } else {
            return nil
        }
    }

    /// Whether programs make classes from it, which are shown with what it holds.
    var isInherited: Bool {
        switch self {
        case .list, .endedList, .set, .sortedSet, .map, .endedMap, .vector, .date: true
        default: false
        }
    }

    private static let all: [String: JavaKnownClass] = [
        "java.util.ArrayList": .list, "java.util.LinkedList": .list, "java.util.ArrayDeque": .list,
        "java.util.PriorityQueue": .list, "java.util.concurrent.CopyOnWriteArrayList": .list,
        "java.util.concurrent.ConcurrentLinkedQueue": .endedList,
        "java.util.HashSet": .set, "java.util.LinkedHashSet": .set, "java.util.TreeSet": .sortedSet,
        "java.util.HashMap": .map, "java.util.LinkedHashMap": .map, "java.util.TreeMap": .map,
        "java.util.Hashtable": .map, "java.util.EnumMap": .map, "java.util.IdentityHashMap": .map,
        "java.util.concurrent.ConcurrentHashMap": .endedMap,
        "java.util.Vector": .vector, "java.util.Stack": .vector,
        "java.util.Arrays$ArrayList": .listOfArray,
        "java.util.EnumSet$SerializationProxy": .enumSet,
        "java.util.CollSer": .immutable,
        "java.util.Collections$EmptyList": .emptyList, "java.util.Collections$EmptySet": .emptySet,
        "java.util.Collections$EmptyMap": .emptyMap,
        "java.util.Collections$SingletonList": .singletonList, "java.util.Collections$SingletonSet": .singletonSet,
        "java.util.Collections$SingletonMap": .singletonMap,
        "java.lang.Integer": .primitive, "java.lang.Long": .primitive, "java.lang.Short": .primitive,
        "java.lang.Byte": .primitive, "java.lang.Double": .primitive, "java.lang.Float": .primitive,
        "java.lang.Character": .primitive, "java.lang.Boolean": .primitive,
        "java.util.concurrent.atomic.AtomicInteger": .primitive, "java.util.concurrent.atomic.AtomicLong": .primitive,
        "java.math.BigInteger": .bigInteger, "java.math.BigDecimal": .bigDecimal,
        "java.util.Date": .date, "java.util.UUID": .uuid, "java.time.Ser": .time,
    ]
}
