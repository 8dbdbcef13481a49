package io.alertcap.evidence;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hashes of files as GNU coreutils write and read them: {@code sha256sum -c} checks such a document too.
 *
 * @param entries in the document's order
 * @param unreadable numbers of the lines that say nothing, counted from 1
 */
public record Sums(List<Entry> entries, List<Integer> unreadable) {
    /** Two blanks: a hash, then the name of a file that is read as it is. */
    private static final Pattern LINE = Pattern.compile("([0-9a-f]{64})  (\\S.*)");

    public Sums {
        entries = List.copyOf(entries);
        unreadable = List.copyOf(unreadable);
    }

    /**
     * One file.
     *
     * @param line counted from 1
     */
    public record Entry(String name, String sha256, int line) {}

    static byte[] write(SortedMap<String, String> hashes) {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, String> hash : hashes.entrySet()) {
            text.append(line(hash.getValue(), hash.getKey()));
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    public static String line(String sha256, String name) {
        return sha256 + "  " + name + "\n";
    }

    /** Lines that begin with {@code #} are for people. */
    static Sums read(byte[] bytes) {
        List<Entry> entries = new ArrayList<>();
        List<Integer> unreadable = new ArrayList<>();
        List<String> lines = Lines.of(bytes);
        for (int i = 0; i < lines.size(); i++) {
            Matcher line = LINE.matcher(lines.get(i));
            if (line.matches()) {
                entries.add(new Entry(line.group(2), line.group(1), i + 1));
            } else if (!lines.get(i).startsWith("#")) {
                unreadable.add(i + 1);
            }
        }
        return new Sums(entries, unreadable);
    }
}
