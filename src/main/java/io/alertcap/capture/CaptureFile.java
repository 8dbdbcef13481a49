package io.alertcap.capture;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The file of a capture.
 *
 * @param url of the blob, without any signature
 * @param path on the machine, if it was asked for
 * @param bytes as last seen, of all parts
 * @param packets counted in all parts
 * @param sha256 lower-case hex, of a capture that is one file
 * @param format pcap, pcap-ns or pcapng
 * @param problem what is wrong with the file, in words
 * @param changedAt when the blob last changed, by the storage service's clock
 * @param parts the files, where rotation or several instances made more than one
 */
public record CaptureFile(
        State state,
        @Nullable String url,
        @Nullable String path,
        @Nullable Long bytes,
        @Nullable Long packets,
        @Nullable String sha256,
        @Nullable String format,
        @Nullable String problem,
        @Nullable Instant changedAt,
        List<Part> parts) {

    /** Where the file stands. */
    public enum State {
        EXPECTED,
        GROWING,
        ARRIVED,
        ON_MACHINE,
        LOST;

        /** The spelling in documents: {@code onMachine}, the others in lower case. */
        public String wire() {
            return this == ON_MACHINE ? "onMachine" : name().toLowerCase(Locale.ROOT);
        }
    }

    /** One of several files. */
    public record Part(
            String url,
            long bytes,
            long packets,
            @Nullable String sha256,
            @Nullable String problem) {}

    public static final CaptureFile EXPECTED =
            new CaptureFile(State.EXPECTED, null, null, null, null, null, null, null, null, List.of());

    public CaptureFile {
        parts = List.copyOf(parts);
    }

    /** Where all of it is, without any signature: one address, or one for each part. */
    public List<String> urls() {
        return parts.isEmpty() && url != null
                ? List.of(url)
                : parts.stream().map(Part::url).toList();
    }

    /** How {@link #problem} begins once it is gone. */
    private static final String DELETED = "it was deleted by ";

    /** Whether it was in storage, and was deleted by way of this app. */
    public boolean isDeleted() {
        return problem != null && problem.startsWith(DELETED);
    }

    /** It is not there any more. */
    CaptureFile deleted(String by) {
        return new CaptureFile(state, url, path, bytes, packets, sha256, format, DELETED + by, changedAt, parts);
    }

    CaptureFile in(State newState) {
        return new CaptureFile(newState, url, path, bytes, packets, sha256, format, problem, changedAt, parts);
    }

    CaptureFile at(@Nullable String newUrl, @Nullable String newPath) {
        return new CaptureFile(state, newUrl, newPath, bytes, packets, sha256, format, problem, changedAt, parts);
    }

    CaptureFile growing(String newUrl, long newBytes, Instant changed) {
        return new CaptureFile(State.GROWING, newUrl, path, newBytes, packets, sha256, format, problem, changed, parts);
    }
}
