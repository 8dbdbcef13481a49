package io.alertcap.packets;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a capture file holds, in numbers. Of a file that ends early it counts the packets before that place.
 *
 * @param format how the file is written
 * @param fileBytes size of the whole file, headers and anything unreadable at its end included
 * @param packets packets that are there from their first to their last byte
 * @param capturedBytes bytes of those packets in the file
 * @param originalBytes bytes of those packets on the wire; {@code capinfos} calls this the data size
 * @param firstPacketAt earliest time stamp of any packet, not that of the first one in the file; null if no packet
 *     has a time
 * @param lastPacketAt latest time stamp of any packet; null exactly when {@code firstPacketAt} is
 * @param snaplen most bytes that were kept of one packet, the largest of all interfaces; 0 if a header states no
 *     limit or no header was seen
 * @param linkTypes link types ({@code LINKTYPE_} numbers of tcpdump.org) of the interfaces, each once, in order of
 *     appearance; empty if the file ends before it names one
 * @param sha256 SHA-256 of the whole file, 64 lower-case hexadecimal digits
 */
public record CaptureFileSummary(
        CaptureFormat format,
        long fileBytes,
        long packets,
        long capturedBytes,
        long originalBytes,
        @Nullable Instant firstPacketAt,
        @Nullable Instant lastPacketAt,
        long snaplen,
        List<Integer> linkTypes,
        String sha256) {

    public CaptureFileSummary {
        Objects.requireNonNull(format, "format");
        if (fileBytes <= 0) {
            throw new IllegalArgumentException("fileBytes must be positive: " + fileBytes);
        }
        if (packets < 0 || capturedBytes < 0 || originalBytes < 0 || snaplen < 0) {
            throw new IllegalArgumentException("a count is negative: packets=" + packets + " capturedBytes="
                    + capturedBytes + " originalBytes=" + originalBytes + " snaplen=" + snaplen);
        }
        if ((firstPacketAt == null) != (lastPacketAt == null)) {
            throw new IllegalArgumentException("firstPacketAt and lastPacketAt must both be known, or neither");
        }
        if (firstPacketAt != null && firstPacketAt.isAfter(lastPacketAt)) {
            throw new IllegalArgumentException("firstPacketAt is after lastPacketAt");
        }
        linkTypes = List.copyOf(linkTypes);
        Objects.requireNonNull(sha256, "sha256");
    }
}
