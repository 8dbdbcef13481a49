package io.alertcap.fuzz;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Supplier;

/**
 * What an attacker, an older version or a hand with an editor may put where our readers read. Seeded: a failure names the
 * seed and the round, and {@code -Dfuzz.seed=…} repeats it. {@code -Dfuzz.rounds=1000000} makes a long run of any of the
 * tests that use this.
 */
public final class HostileInput {
    /** A reader that is asked one thing may take so long, on a machine that does other work too. */
    private static final Duration LONGEST = Duration.ofSeconds(3);

    /** Far above what the largest input that is taken (1 MiB) needs, far below what hurts a Functions instance. */
    private static final long MOST_BYTES = 64L * 1024 * 1024;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Texts that have hurt readers elsewhere. */
    public static final List<String> TEXTS = List.of(
            "",
            " ",
            "null",
            "-1",
            "00",
            "1e999",
            "9".repeat(400),
            "line\r\nX-Injected: yes\r\n\r\nevent=forged",
            "\u001b[2J\u001b[31mred\u009b31m\u0007\b",
            "\u202egnp.exe\u2066\u200b\ufeff\u2028\u2029\u0085",
            "<script>alert(1)</script><img src=x onerror=alert(1)>",
            "=cmd|' /C calc'!A1",
            "@SUM(1+1)*cmd|' /C calc'!A0",
            "<!channel> <@U123> [x](javascript:alert(1))",
            "${jndi:ldap://127.0.0.1/x} %n%s {0} {{7*7}}",
            "../../../etc/passwd\u0000.json",
            "' OR 1=1; --",
            "\ud800 lone \udfff",
            "\ud83d\ude00".repeat(40),
            "/subscriptions/../resourceGroups/x",
            "2026-13-45T99:99:99Z",
            "+1000000000-12-31T23:59:59.999999999Z",
            "-1000000000-01-01T00:00:00Z",
            "PT-1S",
            "PT9223372036854775807S",
            "255.255.255.255-0.0.0.0",
            "::ffff:1.2.3.4%eth0",
            "1-2-3;4;;",
            "x".repeat(100 * 1024));

    private HostileInput() {}

    /** The seed of this run. */
    public static long seed() {
        return Long.getLong("fuzz.seed", 20_261_121L);
    }

    /** How many rounds a test shall make; {@code usual} keeps the build short. */
    public static int rounds(int usual) {
        return Integer.getInteger("fuzz.rounds", usual);
    }

    /** The case at hand, for the message of a failure. */
    public static String which(int round) {
        return "seed " + seed() + ", round " + round;
    }

    /** What one round draws from. Not the round's number itself: neighbours would be alike. */
    public static Random random(int round) {
        return new Random(seed() * 1_000_003L + round * 7_919L);
    }

    /** Fails if the work takes long or much memory, on the thread that calls. */
    public static <T> T frugally(String which, Supplier<T> work) {
        long bytes = THREADS.getCurrentThreadAllocatedBytes();
        long time = System.nanoTime();
        T result = work.get();
        Duration took = Duration.ofNanos(System.nanoTime() - time);
        long used = THREADS.getCurrentThreadAllocatedBytes() - bytes;
        if (took.compareTo(LONGEST) > 0 || used > MOST_BYTES) {
            throw new AssertionError(which + " took " + took + " and " + used + " bytes");
        }
        return result;
    }

    /** What a failure shows of an input. */
    public static String brief(String input) {
        return input.length() <= 2_000 ? input : input.substring(0, 2_000) + "… (" + input.length() + " characters)";
    }

    /** One of {@link #TEXTS}, or a piece of them, or what a keyboard's neighbours make of one of ours. */
    public static String text(Random random, List<String> legal) {
        String text = random.nextInt(3) == 0
                ? TEXTS.get(random.nextInt(TEXTS.size()))
                : legal.get(random.nextInt(legal.size()));
        return random.nextInt(4) == 0 ? text : scrambled(text, random);
    }

    /** The text with some characters changed, lost, doubled or moved. */
    public static String scrambled(String text, Random random) {
        StringBuilder out = new StringBuilder(text);
        String alphabet = "{}[]\",:;\\/-.=0129aZ \u0000\u001b\u0085\n\ufeff\u202e\ud800";
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            int at = random.nextInt(out.length() + 1);
            switch (random.nextInt(5)) {
                case 0 -> out.insert(at, alphabet.charAt(random.nextInt(alphabet.length())));
                case 1 -> out.setLength(at);
                case 2 -> out.delete(at, Math.min(out.length(), at + 1 + random.nextInt(4)));
                case 3 -> out.insert(at, out.substring(0, Math.min(at, 64)));
                default -> {
                    if (at < out.length()) {
                        out.setCharAt(at, alphabet.charAt(random.nextInt(alphabet.length())));
                    }
                }
            }
        }
        return out.toString();
    }

    /** A JSON text that began as a sound document: edited by somebody who knows JSON, or by somebody who does not. */
    public static String mutated(String json, Random random) {
        try {
            if (random.nextInt(4) == 0) {
                return scrambled(json, random);
            }
            JsonNode document = JSON.readTree(json);
            for (int i = 1 + random.nextInt(3); i > 0; i--) {
                edit(document, random);
            }
            String text = JSON.writeValueAsString(document);
            // What a tree cannot hold: depth, numbers beyond measure, a name that is there twice.
            return switch (random.nextInt(12)) {
                case 0 -> text.replaceFirst(":(\\d+|null|\"[^\"]*\")", ":" + "[".repeat(5_000) + "]".repeat(5_000));
                case 1 -> text.replaceFirst(":(\\d+|null)", ":" + "9".repeat(1 + random.nextInt(3_000)));
                case 2 -> text.replaceFirst(":(\\d+|null)", ":-1e" + random.nextInt(1_000_000_000));
                case 3 -> text.replaceFirst("(\"[a-zA-Z]+\":(\\d+|null|\"[^\"]*\"))", "$1,$1");
                default -> text;
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A list or an object of the document, at any depth; the root if it holds none. */
    public static JsonNode somewhere(JsonNode root, Random random) {
        JsonNode node = root;
        while (true) {
            List<JsonNode> inner = new ArrayList<>();
            node.forEach(child -> {
                if (child.isContainerNode() && !child.isEmpty()) {
                    inner.add(child);
                }
            });
            if (inner.isEmpty() || random.nextInt(3) == 0) {
                return node;
            }
            node = inner.get(random.nextInt(inner.size()));
        }
    }

    private static void edit(JsonNode root, Random random) {
        JsonNode node = somewhere(root, random);
        if (node instanceof ArrayNode array && !array.isEmpty()) {
            switch (random.nextInt(4)) {
                case 0 -> array.add(array.get(0).deepCopy());
                case 1 -> array.remove(0);
                case 2 -> array.insert(random.nextInt(array.size() + 1), JsonNodeFactory.instance.nullNode());
                default -> array.set(random.nextInt(array.size()), value(root, random));
            }
        } else if (node instanceof ObjectNode object && !object.isEmpty()) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            String name = names.get(random.nextInt(names.size()));
            switch (random.nextInt(6)) {
                case 0 -> object.remove(name);
                case 1 -> object.set(name.toUpperCase(Locale.ROOT), object.remove(name));
                case 2 -> object.set(TEXTS.get(random.nextInt(TEXTS.size() - 1)), value(root, random));
                default -> object.set(name, value(root, random));
            }
        }
    }

    private static JsonNode value(JsonNode root, Random random) {
        JsonNodeFactory make = JsonNodeFactory.instance;
        return switch (random.nextInt(12)) {
            case 0 -> make.nullNode();
            case 1 -> make.booleanNode(random.nextBoolean());
            case 2 -> make.numberNode(random.nextInt());
            case 3 -> make.numberNode(Long.MAX_VALUE);
            case 4 -> make.numberNode(-0.5);
            case 5 -> make.arrayNode().addNull();
            case 6 -> make.objectNode();
            case 7 -> make.arrayNode();
            case 8 -> root.deepCopy();
            case 9 -> make.textNode(Integer.toString(random.nextInt(100)));
            default -> make.textNode(TEXTS.get(random.nextInt(TEXTS.size())));
        };
    }
}
