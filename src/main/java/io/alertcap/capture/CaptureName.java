package io.alertcap.capture;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a packet capture session. Azure documents no rule for it; we keep to letters, digits, {@code . _ -} and
 * 80 characters, which every neighbouring resource type allows.
 */
public final class CaptureName {
    static final int MAX = 80;
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z]+)\\}");
    private static final Pattern NUMBERED = Pattern.compile("(.*)\\.([0-9]{1,4})");
    private static final DateTimeFormatter FIRED =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private CaptureName() {}

    /** What is wrong with a template, if anything is. */
    public static Optional<String> problem(String template) {
        Matcher matcher = PLACEHOLDER.matcher(template);
        while (matcher.find()) {
            switch (matcher.group(1)) {
                case "machine", "rule", "fired", "id" -> {}
                default -> {
                    return Optional.of(
                            "{" + matcher.group(1) + "} is not known; allowed are {machine}, {rule}, {fired} and {id}");
                }
            }
        }
        String fixed = PLACEHOLDER.matcher(template).replaceAll("x");
        if (!fixed.matches("[A-Za-z0-9][A-Za-z0-9._-]*") || template.length() > MAX) {
            return Optional.of(
                    "must begin with a letter, digit or placeholder, go on with letters, digits, '.', '_', '-' "
                            + "or placeholders, and have at most " + MAX + " characters");
        }
        return Optional.empty();
    }

    /** The name by the template; the same for every delivery of the same alert. */
    public static String of(String template, CaptureRecord record) {
        Instant fired = record.trigger().firedAt() == null
                ? record.createdAt()
                : record.trigger().firedAt();
        String machine = record.target().id().name();
        String rule = record.trigger().rule();
        String full = fill(template, machine, rule, fired, record.id());
        if (full.length() > MAX) {
            // The long parts give way to the id and the time, which make the name what it is.
            int surplus = full.length() - MAX;
            String shorterRule = template.contains("{rule}") ? cut(rule, surplus) : legal(rule);
            String shorterMachine = cut(machine, surplus - (legal(rule).length() - shorterRule.length()));
            full = fill(template, shorterMachine, shorterRule, fired, record.id());
        }
        return full.length() <= MAX ? full : unique(full.substring(0, MAX), record.id());
    }

    /** The name with the record's id at its end. */
    public static String unique(String name, String id) {
        if (name.contains(id)) {
            return name;
        }
        String head = name.substring(0, Math.min(name.length(), MAX - id.length() - 1));
        return head + "-" + id;
    }

    /** A name for when even the unique one is taken. */
    static String another(String name, String id) {
        String unique = unique(name, id);
        if (!unique.equals(name)) {
            return unique;
        }
        Matcher numbered = NUMBERED.matcher(name);
        int number = numbered.matches() ? Integer.parseInt(numbered.group(2)) + 1 : 2;
        String head = numbered.matches() ? numbered.group(1) : name;
        String tail = "." + number;
        return head.substring(0, Math.min(head.length(), MAX - tail.length())) + tail;
    }

    private static String fill(String template, String machine, String rule, Instant fired, String id) {
        return template.replace("{machine}", legal(machine))
                .replace("{rule}", legal(rule))
                .replace("{fired}", FIRED.format(fired))
                .replace("{id}", id);
    }

    private static String cut(String text, int surplus) {
        String legal = legal(text);
        return legal.substring(0, Math.max(1, legal.length() - Math.max(0, surplus)));
    }

    private static String legal(String text) {
        String legal = text.replaceAll("[^A-Za-z0-9._-]+", "-");
        return legal.isEmpty() || !Character.isLetterOrDigit(legal.charAt(0)) ? "x" + legal : legal;
    }
}
