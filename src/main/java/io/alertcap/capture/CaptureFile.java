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
 * @param contents what was counted in all parts; null before they were read, and in records of before it was kept
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
        List<Part> parts,
        @Nullable Contents contents) {

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

    /**
     * What packets hold.
     *
     * @param capturedBytes of packets, as stored
     * @param wireBytes of the same packets, as they went over the wire
     * @param firstPacketAt the earliest time stamp; null if no packet has one
     */
    public record Contents(
            long capturedBytes,
            long wireBytes,
            @Nullable Instant firstPacketAt,
            @Nullable Instant lastPacketAt) {
        /** Of both. */
        Contents and(Contents other) {
            return new Contents(
                    capturedBytes + other.capturedBytes,
                    wireBytes + other.wireBytes,
                    pick(firstPacketAt, other.firstPacketAt, false),
                    pick(lastPacketAt, other.lastPacketAt, true));
        }

        private static @Nullable Instant pick(@Nullable Instant one, @Nullable Instant other, boolean later) {
            if (one == null || other == null) {
                return one == null ? other : one;
            }
            return one.isAfter(other) == later ? one : other;
        }
    }

    /** One of several files. */
    public record Part(
            String url,
            long bytes,
            long packets,
            @Nullable String sha256,
            @Nullable String problem,
            @Nullable String format,
            @Nullable Contents contents) {
        /** Of which no more was kept. */
        public Part(String url, long bytes, long packets, @Nullable String sha256, @Nullable String problem) {
            this(url, bytes, packets, sha256, problem, null, null);
        }
    }

    public static final CaptureFile EXPECTED =
            new CaptureFile(State.EXPECTED, null, null, null, null, null, null, null, null, List.of());

    /** Of whose contents no more was kept. */
    public CaptureFile(
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
        this(state, url, path, bytes, packets, sha256, format, problem, changedAt, parts, null);
    }

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
        return new CaptureFile(
                state, url, path, bytes, packets, sha256, format, DELETED + by, changedAt, parts, contents);
    }

    CaptureFile in(State newState) {
        return new CaptureFile(
                newState, url, path, bytes, packets, sha256, format, problem, changedAt, parts, contents);
    }

    CaptureFile at(@Nullable String newUrl, @Nullable String newPath) {
        return new CaptureFile(
                state, newUrl, newPath, bytes, packets, sha256, format, problem, changedAt, parts, contents);
    }

    CaptureFile growing(String newUrl, long newBytes, Instant changed) {
        return new CaptureFile(
                State.GROWING, newUrl, path, newBytes, packets, sha256, format, problem, changed, parts, contents);
    }
}
