package io.alertcap.evidence;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A timeline as lines of JSON, each of which begins with the hash of the line before and its own number: a line that was
 * changed, dropped or moved is known by its number. Several documents can hold one chain, each going on where the one before
 * ended.
 */
final class Chain {
    /** What stands in the place of a hash before the first line. */
    private static final String NOTHING = "0".repeat(64);

    private static final Pattern LINE =
            Pattern.compile("\\{\"previous\":\"([0-9a-f]{64})\",\"number\":([0-9]{1,9}),(\"at\":\"[^\"]*\",.*\\})");

    private final StringBuilder text = new StringBuilder();
    private String previous = NOTHING;
    private int number = 1;

    /** A chain that goes on after what was written before. */
    static Chain after(List<byte[]> earlier) {
        Chain chain = new Chain();
        for (byte[] document : earlier) {
            for (String line : Lines.of(document)) {
                chain.previous = Sha256.of(Lines.bytes(line));
                chain.number++;
            }
        }
        return chain;
    }

    void add(TimelineEntry entry) {
        String line = "{\"previous\":\"" + previous + "\",\"number\":" + number + "," + entry.fields() + "}";
        previous = Sha256.of(line);
        number++;
        text.append(line).append('\n');
    }

    byte[] bytes() {
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** What the lines tell, without hash and number; a line that is none is left out. */
    static List<String> told(byte[] document) {
        List<String> told = new ArrayList<>();
        for (String line : Lines.of(document)) {
            Matcher matcher = LINE.matcher(line);
            if (matcher.matches()) {
                String rest = matcher.group(3);
                told.add(new String(Lines.bytes(rest.substring(0, rest.length() - 1)), StandardCharsets.UTF_8));
            }
        }
        return told;
    }

    /** A line, where it stands. */
    private record Placed(String document, int place, String line, String previous, int number) {
        String where() {
            return document + " line " + place;
        }
    }

    /** Goes along a chain and says what is wrong with it. */
    static final class Walk {
        private final List<String> findings = new ArrayList<>();
        private String previous = NOTHING;
        private int number = 1;
        private String before = "";

        /** The next document of the chain. */
        void along(String name, byte[] document) {
            List<String> lines = Lines.of(document);
            for (int i = 0; i < lines.size(); i++) {
                Optional<Placed> here = placed(name, lines, i);
                if (here.isEmpty()) {
                    findings.add(name + " line " + (i + 1) + " is no line of a timeline: it was changed");
                    takeAsItIs(name, i, lines.get(i));
                    continue;
                }
                Placed line = here.get();
                Optional<Placed> next = placed(name, lines, i + 1);
                if (line.number() == number + 1
                        && next.isPresent()
                        && next.get().number() == number) {
                    findings.add(line.where() + " and line " + (i + 2) + " (numbers " + line.number() + " and " + number
                            + ") were swapped");
                    // In their own order they may be sound.
                    follow(next.get());
                    follow(line);
                    i++;
                } else {
                    follow(line);
                }
            }
        }

        private static Optional<Placed> placed(String document, List<String> lines, int index) {
            if (index >= lines.size()) {
                return Optional.empty();
            }
            Matcher matcher = LINE.matcher(lines.get(index));
            return matcher.matches()
                    ? Optional.of(new Placed(
                            document,
                            index + 1,
                            lines.get(index),
                            matcher.group(1),
                            Integer.parseInt(matcher.group(2))))
                    : Optional.empty();
        }

        private void follow(Placed line) {
            if (line.number() > number) {
                findings.add(
                        line.number() == number + 1
                                ? "line " + number + " of the timeline is missing: " + line.where() + " has number "
                                        + line.number()
                                : "lines " + number + " to " + (line.number() - 1) + " of the timeline are missing: "
                                        + line.where() + " has number " + line.number());
            } else if (line.number() < number) {
                findings.add(line.where() + " has number " + line.number() + ", and " + number
                        + " was due: it was put there, or its number was changed");
            } else if (!line.previous().equals(previous)) {
                findings.add(
                        before.isEmpty()
                                ? line.where() + " is the first and remembers a line before it: it was changed"
                                : before + " is not the line that " + line.where()
                                        + " remembers: one of the two was changed");
            }
            previous = Sha256.of(Lines.bytes(line.line()));
            number = Math.max(number, line.number()) + 1;
            before = line.where();
        }

        private void takeAsItIs(String name, int index, String line) {
            previous = Sha256.of(Lines.bytes(line));
            number++;
            before = name + " line " + (index + 1);
        }

        List<String> findings() {
            return List.copyOf(findings);
        }
    }
}
