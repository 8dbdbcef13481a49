package io.alertcap.evidence;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The documents of an evidence case by their names, as they are in storage or in a zip: what their next seal says, and
 * whether they are as they were sealed.
 *
 * <p>A seal is a manifest with the hash of every document, and a hash-chained timeline that tells the same hashes. What
 * happens to a capture after its seal becomes another one, with a number, that names the hash of the manifest before.
 */
public final class CaseFolder {
    public static final String README = "README.txt";
    public static final String TIMELINE = "timeline.jsonl";
    public static final String CAPTURE = "capture.json";
    public static final String REPORT = "report.txt";

    /** Hashes of the capture's files, which are not in the case themselves. */
    public static final String CAPTURE_FILES = "capture-files.sha256";

    /** Says what a zip had no room for. */
    public static final String LEFT_OUT = "LEFT-OUT.txt";

    private static final String SUMS = "SHA256SUMS";
    private static final String DOCUMENT = "document in the case";
    private static final String SEALED = "case sealed";
    private static final Pattern TOLD_DOCUMENT = Pattern.compile(
            "\"at\":\"[^\"]*\",\"event\":\"" + DOCUMENT + "\",\"detail\":\"([0-9a-f]{64})  ([^\"\\\\]+)\"");
    private static final Pattern OF_LATER_SEAL = Pattern.compile("(?:capture|timeline)\\.([0-9]{1,6})\\.jsonl?");

    private final SortedMap<String, byte[]> documents;

    public CaseFolder(Map<String, byte[]> documents) {
        this.documents = new TreeMap<>(documents);
    }

    /** A document's name in a seal: {@code timeline.jsonl}, then {@code timeline.2.jsonl}. */
    public static String named(String name, int seal) {
        if (seal == 1) {
            return name;
        }
        int dot = name.lastIndexOf('.');
        return dot < 0 ? name + "." + seal : name.substring(0, dot) + "." + seal + name.substring(dot);
    }

    /** The manifest's name in a seal. */
    public static String manifest(int seal) {
        return named(SUMS, seal);
    }

    /** How many seals are complete, among documents of these names. */
    public static int seals(Collection<String> names) {
        int seals = 0;
        while (names.contains(manifest(seals + 1))) {
            seals++;
        }
        return seals;
    }

    public int seals() {
        return seals(documents.keySet());
    }

    /** SHA-256 of the last manifest; empty if there is none. */
    public Optional<String> seal() {
        int seals = seals();
        return seals == 0 ? Optional.empty() : Optional.of(Sha256.of(document(manifest(seals))));
    }

    private byte[] document(String name) {
        return documents.getOrDefault(name, new byte[0]);
    }

    // ---- sealing ------------------------------------------------------------------------------------------------

    /** The capture's files that the case tells the hashes of. */
    Sums captureFiles() {
        return Sums.read(document(CAPTURE_FILES));
    }

    int size() {
        return documents.size();
    }

    /** Of a capture's timeline, what no seal has yet. */
    public List<TimelineEntry> notYetTold(List<TimelineEntry> timeline) {
        List<String> told = told();
        for (int i = told.size() - 1; i >= 0; i--) {
            for (int j = timeline.size() - 1; j >= 0; j--) {
                if (timeline.get(j).fields().equals(told.get(i))) {
                    return timeline.subList(j + 1, timeline.size());
                }
            }
        }
        return timeline;
    }

    /** What the sealed timeline tells of the capture, from first to last. */
    private List<String> told() {
        List<String> told = new ArrayList<>();
        for (int seal = 1; seal <= seals(); seal++) {
            told.addAll(Chain.told(document(named(TIMELINE, seal))));
        }
        return told;
    }

    /**
     * The timeline of the next seal: these events, then the hash of each document that no timeline names yet.
     *
     * @param at the time of the seal
     */
    public byte[] nextTimeline(List<TimelineEntry> events, String at) {
        int seal = seals() + 1;
        Chain chain = Chain.after(IntStream.range(1, seal)
                .mapToObj(earlier -> document(named(TIMELINE, earlier)))
                .toList());
        events.forEach(chain::add);
        Map<String, String> known = toldHashes();
        documents.forEach((name, content) -> {
            if (!isOfASeal(name) && !known.containsKey(name)) {
                chain.add(new TimelineEntry(at, DOCUMENT, Sha256.of(content) + "  " + name));
            }
        });
        chain.add(new TimelineEntry(at, SEALED, "seal " + seal));
        return chain.bytes();
    }

    /** The manifest of the next seal: every document that no manifest names yet, and the manifest before. */
    public byte[] nextManifest() {
        SortedMap<String, String> hashes = new TreeMap<>();
        Set<String> known = new HashSet<>();
        for (int seal = 1; seal <= seals(); seal++) {
            known.addAll(names(Sums.read(document(manifest(seal)))));
        }
        documents.forEach((name, content) -> {
            if (!known.contains(name)) {
                hashes.put(name, Sha256.of(content));
            }
        });
        return Sums.write(hashes);
    }

    private static boolean isOfASeal(String name) {
        return name.startsWith(SUMS) || name.matches("timeline(\\.[0-9]+)?\\.jsonl");
    }

    private Map<String, String> toldHashes() {
        Map<String, String> hashes = new TreeMap<>();
        for (String line : told()) {
            Matcher document = TOLD_DOCUMENT.matcher(line);
            if (document.matches()) {
                hashes.put(document.group(2), document.group(1));
            }
        }
        return hashes;
    }

    // ---- checking -----------------------------------------------------------------------------------------------

    /** What is wrong, item by item; empty if the folder is as it was sealed. Says nothing of one without a seal. */
    public List<String> check() {
        int seals = seals();
        List<String> findings = new ArrayList<>();
        Map<String, Listed> listed = listed(seals, findings);
        List<String> broken = walk(seals);
        // A timeline that was changed is no witness for the documents.
        Map<String, String> told = areAsListed(seals, listed) ? toldHashes() : Map.of();
        Set<String> renamed = new HashSet<>();
        for (Map.Entry<String, Listed> each : listed.entrySet()) {
            compare(each.getKey(), each.getValue(), told, listed, renamed, broken.isEmpty())
                    .ifPresent(findings::add);
        }
        for (Map.Entry<String, String> each : told.entrySet()) {
            if (!listed.containsKey(each.getKey())) {
                findings.add(notInManifest(each.getKey(), each.getValue()));
            }
        }
        for (String name : documents.keySet()) {
            if (!listed.containsKey(name) && !told.containsKey(name) && !renamed.contains(name)) {
                unlisted(name, seals).ifPresent(findings::add);
            }
        }
        findings.addAll(broken);
        return List.copyOf(findings);
    }

    private boolean areAsListed(int seals, Map<String, Listed> listed) {
        for (int seal = 1; seal <= seals; seal++) {
            String name = named(TIMELINE, seal);
            Listed says = listed.get(name);
            if (says == null || !says.sha256().equals(Sha256.of(document(name)))) {
                return false;
            }
        }
        return true;
    }

    /** What a manifest says of a document. */
    private record Listed(String manifest, int line, String sha256) {
        String where() {
            return manifest + " line " + line;
        }
    }

    private Map<String, Listed> listed(int seals, List<String> findings) {
        Map<String, Listed> listed = new TreeMap<>();
        for (int seal = 1; seal <= seals; seal++) {
            String manifest = manifest(seal);
            Sums sums = Sums.read(document(manifest));
            for (int line : sums.unreadable()) {
                findings.add(manifest + " line " + line + " is no line of a hash and a name: it was changed");
            }
            for (Sums.Entry entry : sums.entries()) {
                Listed earlier = listed.putIfAbsent(entry.name(), new Listed(manifest, entry.line(), entry.sha256()));
                if (earlier != null) {
                    findings.add(manifest + " line " + entry.line() + " names " + entry.name()
                            + " a second time, after " + earlier.where());
                }
            }
            if (seal > 1 && !names(sums).contains(manifest(seal - 1))) {
                findings.add(manifest + " does not name " + manifest(seal - 1) + ": it was changed");
            }
        }
        return listed;
    }

    private static List<String> names(Sums sums) {
        return sums.entries().stream().map(Sums.Entry::name).toList();
    }

    private Optional<String> compare(
            String name,
            Listed listed,
            Map<String, String> told,
            Map<String, Listed> all,
            Set<String> renamed,
            boolean wholeChain) {
        byte[] content = documents.get(name);
        if (content == null) {
            Optional<String> otherName = documents.entrySet().stream()
                    .filter(other -> !all.containsKey(other.getKey())
                            && !told.containsKey(other.getKey())
                            && !isOfASeal(other.getKey()))
                    .filter(other -> Sha256.of(other.getValue()).equals(listed.sha256()))
                    .map(Map.Entry::getKey)
                    .findFirst();
            otherName.ifPresent(renamed::add);
            return Optional.of(
                    otherName.isPresent()
                            ? name + " was renamed to " + otherName.get() + " (" + listed.where() + ")"
                            : name + " is missing (" + listed.where() + ")");
        }
        String sha256 = Sha256.of(content);
        String inTimeline = told.get(name);
        if (sha256.equals(listed.sha256())) {
            return inTimeline == null || inTimeline.equals(sha256)
                    ? Optional.empty()
                    : Optional.of(name + " was changed, and " + listed.where()
                            + " with it: the timeline tells another hash, " + inTimeline);
        }
        if (sha256.equals(inTimeline)) {
            return Optional.of(
                    listed.where() + " was changed: " + name + " is as the timeline tells, and not as that line says");
        }
        String what = name.startsWith("timeline.") && wholeChain ? name + ", or " + listed.where() + "," : name;
        return Optional.of(what + " was changed: its SHA-256 is " + sha256 + ", and " + listed.where() + " says "
                + listed.sha256());
    }

    private String notInManifest(String name, String sha256) {
        byte[] content = documents.get(name);
        String line = "the line of " + name + " was taken out of the manifest; ";
        if (content == null) {
            return name + " is missing: " + line + "the timeline still tells it";
        }
        return Sha256.of(content).equals(sha256)
                ? manifest(1) + " was changed: " + line + "the document is as the timeline tells"
                : name + " was changed: " + line + "the timeline tells another hash";
    }

    /** What is to be said of a document that neither manifest nor timeline names. */
    private static Optional<String> unlisted(String name, int seals) {
        if (name.equals(LEFT_OUT)) {
            return Optional.of(name + " says that this zip is not all of the case");
        }
        for (int seal = 1; seal <= seals; seal++) {
            if (name.equals(manifest(seal))) {
                // The last one is named by none; of the others it is said already.
                return Optional.empty();
            }
            if (name.equals(named(TIMELINE, seal))) {
                return Optional.of(manifest(seal) + " was changed: the line of " + name + " was taken out");
            }
        }
        Matcher later = OF_LATER_SEAL.matcher(name);
        return Optional.of(
                later.matches() && Integer.parseInt(later.group(1)) == seals + 1
                        ? name + " is of seal " + (seals + 1)
                                + ", which is not complete: fetch the case again in a minute"
                        : name + " was added: no seal names it");
    }

    private List<String> walk(int seals) {
        Chain.Walk walk = new Chain.Walk();
        List<String> findings = new ArrayList<>();
        for (int seal = 1; seal <= seals; seal++) {
            String name = named(TIMELINE, seal);
            byte[] timeline = documents.get(name);
            if (timeline == null) {
                continue;
            }
            walk.along(name, timeline);
            List<String> told = Chain.told(timeline);
            String end = "\"event\":\"" + SEALED + "\",\"detail\":\"seal " + seal + "\"";
            if (told.isEmpty() || !told.get(told.size() - 1).endsWith(end)) {
                findings.add(name + " does not end with its seal: its last line is missing or was changed");
            }
        }
        findings.addAll(0, walk.findings());
        return findings;
    }
}
