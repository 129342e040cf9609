import java.io.ByteArrayOutputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.*;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Java's own serialization: prints of each value a line of JSON with its bytes and what it is shown as. */
class Peer {
    enum Color { RED, GREEN { } }

    static class Cart implements Serializable {
        int id = 7;
        long total = 1L << 40;
        double price = 1.5;
        float rate = 0.1f;
        char sign = 'x';
        boolean open = true;
        byte small = -1;
        short medium = 300;
        String name = "a \"cart\"";
        List<Object> items = new ArrayList<>(List.of(1, "two"));
        int[] counts = {1, 2};
        transient String hidden = "never";
    }

    static class LargeCart extends Cart {
        Cart inner;
    }

    static class Names extends ArrayList<String> {
        String title = "t";
    }

    static class Written implements Serializable {
        int id = 1;

        private void writeObject(ObjectOutputStream out) throws java.io.IOException {
            out.defaultWriteObject();
            out.writeInt(258);
            out.writeObject("more");
        }
    }

    static class Outside implements java.io.Externalizable {
        public Outside() { }

        public void writeExternal(java.io.ObjectOutput out) throws java.io.IOException {
            out.writeByte(5);
            out.writeObject("inside");
        }

        public void readExternal(java.io.ObjectInput in) { }
    }

    record Point(int x, String y) implements Serializable { }

    static final String CART = "id=7, medium=300, open=true, price=1.5, rate=0.1f, sign='x', small=-1, total=1099511627776L, "
        + "counts=int[]{1, 2}, items=[1, \"two\"], name=\"a \\\"cart\\\"\"";

    /** A cart's fields in the order in which Java sorts them: primitives first, by name. */
    static String cart() { return CART; }

    static String quote(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                case '\r' -> out.append("\\r");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                    if (c < 0x20 || c == 0x7f || c == 0x202e) out.append(String.format("\\u%04x", (int) c));
                    else out.append(c);
                }
            }
        }
        return out.append('"').toString();
    }

    static String literal(Object value) {
        if (value == null) return "null";
        if (value instanceof String text) return quote(text);
        if (value instanceof Long number) return number + "L";
        if (value instanceof Float number) return number + "f";
        if (value instanceof Character c) return "'" + c + "'";
        if (value instanceof Enum<?> constant) return constant.getDeclaringClass().getName() + "." + constant.name();
        if (value instanceof Class<?> type) return type.getTypeName() + ".class";
        if (value instanceof Map<?, ?> map) {
            List<String> parts = new ArrayList<>();
            map.forEach((key, item) -> parts.add(literal(key) + "=" + literal(item)));
            return "{" + String.join(", ", parts) + "}";
        }
        if (value instanceof Collection<?> all) {
            List<String> parts = new ArrayList<>();
            all.forEach(item -> parts.add(literal(item)));
            return "[" + String.join(", ", parts) + "]";
        }
        if (value.getClass().isArray()) {
            List<String> parts = new ArrayList<>();
            for (int i = 0; i < Array.getLength(value); i++) parts.add(literal(Array.get(value, i)));
            String type = value.getClass().getTypeName().replace("java.lang.", "");
            return type + "{" + String.join(", ", parts) + "}";
        }
        return value.toString();
    }

    static void print(Object value, String literal) throws Exception {
        var bytes = new ByteArrayOutputStream();
        var stream = new ObjectOutputStream(bytes);
        stream.writeObject(value);
        stream.flush();
        // What is not ASCII travels in base64 as well, whatever the terminal's encoding is.
        var text = Base64.getEncoder().encodeToString(literal.getBytes("UTF-8"));
        System.out.println("{\"flags\": 1, \"base64\": \"" + Base64.getEncoder().encodeToString(bytes.toByteArray())
            + "\", \"literal\": \"" + text + "\"}");
    }

    public static void main(String[] arguments) throws Exception {
        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
        var shared = new ArrayList<>(List.of(1));
        var linked = new LinkedHashMap<String, Object>();
        linked.put("a", 1);
        linked.put("b", null);
        linked.put("c", List.of(2L, 2.5f));
        var unmodifiable = Collections.unmodifiableList(new ArrayList<>(List.of(1, 2)));
        Object[] values = {
            1, -1, Integer.MIN_VALUE, 42L, Long.MIN_VALUE, (short) 3, (byte) -4, 1.5, -0.0, 1e7, 9999999.0, 1e-3, 0.00012,
            1e100, Double.MIN_VALUE, Double.MAX_VALUE, Double.NaN, Double.NEGATIVE_INFINITY, 3.25f, 0.1f, 1e10f,
            Float.MIN_VALUE, Float.MAX_VALUE, 'x', true, false, "", "text", "h\u00e9llo \u20ac \ud83d\ude00", "zero \0 and \"quotes\" \\ \n\t\r\b\f\u001b\u202e",
            "long ".repeat(20000), new ArrayList<>(Arrays.asList(1, "two", null)), new ArrayList<>(), new LinkedList<>(List.of(1, 2)),
            new ArrayDeque<>(List.of("q")), new PriorityQueue<>(List.of(3)), new Vector<>(List.of(1, 2)), new CopyOnWriteArrayList<>(List.of(1)),
            Arrays.asList(1, 2), List.of(), List.of(1), List.of(1, 2, 3), Set.of(1), Map.of("k", 2), linked,
            new HashMap<>(Map.of("a", List.of(1))), new TreeMap<>(Map.of("b", 1, "a", 2)), new Hashtable<>(Map.of(1, 2)),
            new ConcurrentHashMap<>(Map.of(1, "x")), new EnumMap<>(Map.of(Color.RED, 1)), EnumSet.of(Color.RED, Color.GREEN),
            new HashSet<>(List.of("s")), new LinkedHashSet<>(List.of(2, 1)), new TreeSet<>(List.of(2, 1)), Collections.emptyList(),
            Collections.emptyMap(), Collections.singletonList(1), Collections.singletonMap("k", "v"), Collections.singleton(9), unmodifiable,
            Collections.synchronizedMap(new TreeMap<>(Map.of(1, 2))), new Date(1_700_000_000_000L), new Date(-1),
            new BigInteger("-1180591620717411303424"), BigInteger.TEN, BigInteger.ZERO, new BigDecimal("1.50"), new BigDecimal("-0.000000123"),
            new BigDecimal("1E+5"), new BigDecimal("0.001"), new BigDecimal("123456789012345678901234567890.5"), BigDecimal.ZERO,
            new UUID(0x0011223344556677L, 0x8899aabbccddeeffL), new AtomicInteger(3), Color.RED, Color.GREEN, String.class, int[].class,
            new int[] {1, -2}, new long[] {1L}, new byte[] {0, 1, -1}, new char[] {'a'}, new boolean[] {true}, new double[] {1.5},
            new float[] {2f}, new short[] {1}, new String[] {"a", null}, new String[][] {{"a"}, null}, new Integer[] {1}, new Object[] {1, "x"},
            Arrays.asList(shared, shared), LocalDate.of(2023, 11, 14), LocalTime.of(22, 13, 20, 5_000_000), LocalTime.of(22, 0), LocalTime.of(22, 13),
            LocalDateTime.of(2023, 11, 14, 22, 13, 20), LocalDateTime.of(2023, 11, 14, 0, 0), Instant.ofEpochSecond(5, 1000), Instant.ofEpochSecond(-1),
            new Date[] {new Date(0)}, Collections.nCopies(3000, "same").toArray(new String[0])
        };
        for (Object value : values) print(value, literal(value));
        var circle = new ArrayList<Object>();
        circle.add(circle);
        print(circle, "[(this Collection)]");
        print(new Cart(), "<Peer$Cart " + cart() + ">");
        var large = new LargeCart();
        large.inner = large;
        print(large, "<Peer$LargeCart " + cart() + ", inner=<Peer$LargeCart ...>>");
        var names = new Names();
        names.add("n");
        print(names, "<Peer$Names [\"n\"], title=\"t\">");
        print(new Written(), "<Peer$Written byte[]{0, 0, 1, 2}, \"more\", id=1>");
        print(new Outside(), "<Peer$Outside byte[]{5}, \"inside\">");
        print(new Point(1, "z"), "<Peer$Point x=1, y=\"z\">");
        print("\ud800 half", "\"\\ud800 half\"");
    }
}
