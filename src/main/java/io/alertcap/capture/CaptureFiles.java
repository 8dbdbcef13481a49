package io.alertcap.capture;

import io.alertcap.alert.ResourceId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The capture files in Blob Storage. Methods throw {@link CaptureException} when the storage account does not answer. */
public interface CaptureFiles {
    /** The service's cap of a session is 4 GiB; this is some 9 MB a second for it. */
    Duration LONGEST_READING = Duration.ofMinutes(8);

    /** URL of the blob at {@code path} (container first) in an account. */
    String url(ResourceId account, String path);

    /**
     * The blobs of one capture: the one at the path, and those which rotation or several instances put beside it (same
     * path without {@code .cap} as prefix). Empty while nothing has arrived.
     */
    List<FoundFile> find(ResourceId account, String storagePath, TimeBudget budget);

    /** Reads a file to its end, within {@link #readingTime}: counted, hashed. */
    FileReading examine(ResourceId account, FoundFile file);

    /** Deletes blobs; one that is not there is as good as deleted. */
    void delete(ResourceId account, List<String> urls);

    /**
     * How long reading files may take: for each of them a pause of storage that is waited for, and 2 MiB a second, the
     * slowest account worth waiting for; never more than a function may run. The claim on reading lasts little longer, so
     * that the crash of whoever reads holds nothing up.
     */
    static Duration readingTime(int files, long bytes) {
        Duration time = Duration.ofSeconds(20L * files + bytes / (2 * 1024 * 1024));
        return time.compareTo(LONGEST_READING) < 0 ? time : LONGEST_READING;
    }

    /** A blob as the listing shows it. */
    record FoundFile(String url, long bytes, Instant lastModified, String etag) {}

    /** What reading a file brought. */
    sealed interface FileReading {}

    /**
     * It is a capture.
     *
     * @param format pcap, pcap-ns or pcapng
     * @param packets how many
     * @param capturedBytes of packets as stored
     * @param wireBytes of the same packets, as they went over the wire
     * @param cutOff where the file ends in the middle of a packet, in words; null if it is whole
     */
    record Counted(
            String format,
            long packets,
            long capturedBytes,
            long wireBytes,
            @Nullable Instant firstPacketAt,
            @Nullable Instant lastPacketAt,
            String sha256,
            @Nullable String cutOff)
            implements FileReading {}

    /** It is not a capture that we can read: why. */
    record NotACapture(String reason, String sha256) implements FileReading {}
}
