package io.alertcap.evidence;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * What somebody may do to a case, by the words of the table in docs/evidence.md. Each is done to a zip, whatever else is in
 * it, and gives another zip.
 */
public enum Tampering {
    ALERT_CHANGED("a byte of `alert.json` is flipped", inDocuments(all -> flip(all, "alert.json"))),
    EXCHANGE_CHANGED("a byte of an exchange with Azure is flipped", inDocuments(all -> flip(all, exchange(all)))),
    LINE_CHANGED(
            "a byte in line 3 of the timeline is flipped", inTimeline(lines -> lines.set(2, flipped(lines.get(2))))),
    LINE_DROPPED("line 2 of the timeline is taken out", inTimeline(lines -> lines.remove(1))),
    LINE_DROPPED_AND_SUMMED("line 2 of the timeline is taken out, and `SHA256SUMS` made to fit", inDocuments(all -> {
        lines(all, CaseFolder.TIMELINE, lines -> lines.remove(1));
        sumAgain(all, CaseFolder.TIMELINE);
    })),
    LINES_SWAPPED("lines 2 and 3 of the timeline are swapped", inTimeline(lines -> Collections.swap(lines, 1, 2))),
    LAST_LINE_DROPPED("the last line of the timeline is taken out, and `SHA256SUMS` made to fit", inDocuments(all -> {
        lines(all, CaseFolder.TIMELINE, lines -> lines.remove(lines.size() - 1));
        sumAgain(all, CaseFolder.TIMELINE);
    })),
    DOCUMENT_RENAMED("`alert.json` is renamed", inDocuments(all -> all.put("alert-2.json", all.remove("alert.json")))),
    DOCUMENT_MISSING("`decision.json` is taken out", inDocuments(all -> all.remove("decision.json"))),
    DOCUMENT_MISSING_AND_SUMMED("`decision.json` is taken out, and its line of `SHA256SUMS` too", inDocuments(all -> {
        all.remove("decision.json");
        lines(all, CaseFolder.manifest(1), lines -> lines.removeIf(line -> line.endsWith("  decision.json")));
    })),
    DOCUMENT_ADDED("a document is put in", inDocuments(all -> all.put("alibi.json", "{}".getBytes(ISO_8859_1)))),
    DOCUMENT_CHANGED_AND_SUMMED("`alert.json` is changed, and `SHA256SUMS` made to fit", inDocuments(all -> {
        flip(all, "alert.json");
        sumAgain(all, "alert.json");
    })),
    MANIFEST_CHANGED(
            "a hash in `SHA256SUMS` is changed",
            inDocuments(all -> lines(
                    all,
                    CaseFolder.manifest(1),
                    lines -> lines.replaceAll(
                            line -> line.endsWith("  alert.json") ? "0".repeat(64) + "  alert.json" : line)))),
    MANIFEST_SHORTENED(
            "a line of `SHA256SUMS` is taken out",
            inDocuments(all -> lines(
                    all, CaseFolder.manifest(1), lines -> lines.removeIf(line -> line.endsWith("  alert.json"))))),
    MANIFEST_MISSING("`SHA256SUMS` is taken out", inDocuments(all -> all.remove(CaseFolder.manifest(1)))),
    ZIP_CUT_OFF("the zip is cut off", zip -> Arrays.copyOf(zip, zip.length - 100));

    private final String words;

    @SuppressWarnings("ImmutableEnumChecker") // A deed without any state.
    private final UnaryOperator<byte[]> deed;

    Tampering(String words, UnaryOperator<byte[]> deed) {
        this.words = words;
        this.deed = deed;
    }

    public String words() {
        return words;
    }

    /** Does it to the zip of a sealed case. */
    public byte[] of(byte[] zip) {
        return deed.apply(zip);
    }

    private static UnaryOperator<byte[]> inDocuments(Consumer<SortedMap<String, byte[]>> deed) {
        return zip -> {
            SortedMap<String, byte[]> documents = new TreeMap<>(Zips.read(zip));
            deed.accept(documents);
            return CaseZip.of(documents, Integer.MAX_VALUE);
        };
    }

    private static UnaryOperator<byte[]> inTimeline(Consumer<List<String>> deed) {
        return inDocuments(all -> lines(all, CaseFolder.TIMELINE, deed));
    }

    private static void lines(SortedMap<String, byte[]> all, String name, Consumer<List<String>> deed) {
        List<String> lines = new ArrayList<>(Lines.of(all.get(name)));
        deed.accept(lines);
        all.put(name, Lines.bytes(String.join("\n", lines) + "\n"));
    }

    private static void sumAgain(SortedMap<String, byte[]> all, String name) {
        String sha256 = Sha256.of(all.get(name));
        lines(
                all,
                CaseFolder.manifest(1),
                lines -> lines.replaceAll(line -> line.endsWith("  " + name) ? sha256 + "  " + name : line));
    }

    private static String exchange(SortedMap<String, byte[]> all) {
        return all.keySet().stream()
                .filter(name -> name.startsWith("arm/"))
                .findFirst()
                .orElseThrow();
    }

    private static void flip(SortedMap<String, byte[]> all, String name) {
        byte[] content = all.get(name).clone();
        content[content.length / 2] ^= 1;
        all.put(name, content);
    }

    /** In what the line tells, not in its hash. */
    private static String flipped(String line) {
        int at = line.length() - 4;
        return line.substring(0, at) + (char) (line.charAt(at) ^ 1) + line.substring(at + 1);
    }
}
