package io.alertcap.local.agent;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one machine is to capture.
 *
 * @param machine the machine's name; with {@code seed} it decides the generated traffic
 * @param localAddress the machine's own IPv4 address
 * @param seed of the traffic
 * @param packetsPerSecond how busy the machine is, at least 1
 * @param start when the session starts
 * @param timeLimit after which it ends
 * @param bytesPerPacket how much of each packet is kept, 0 means all
 * @param totalBytes size of the file at which the session ends, 0 means no such limit; not used with files
 * @param filters a packet is captured when one of them lets it pass; none means every packet
 * @param files rotation, when the capture is a continuous one
 * @param path the local file; with rotation the stem of the files' names
 */
public record CaptureOrder(
        String machine,
        InetAddress localAddress,
        long seed,
        int packetsPerSecond,
        Instant start,
        Duration timeLimit,
        long bytesPerPacket,
        long totalBytes,
        List<CaptureFilter> filters,
        @Nullable Rotation files,
        Path path) {

    public CaptureOrder {
        filters = filters.isEmpty() ? List.of(CaptureFilter.EVERYTHING) : List.copyOf(filters);
        if (packetsPerSecond < 1) {
            throw new IllegalArgumentException("packetsPerSecond must be at least 1, not " + packetsPerSecond);
        }
    }

    /**
     * Several files instead of one.
     *
     * @param fileCount how many files are kept
     * @param fileBytes size at which the next file is begun
     * @param ring whether the oldest file makes room for the next one; else the session ends when the files are full
     */
    public record Rotation(int fileCount, long fileBytes, boolean ring) {}
}
