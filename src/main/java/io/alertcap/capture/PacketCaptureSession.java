package io.alertcap.capture;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A packet capture resource below a Network Watcher, as Azure shows it: ours or anybody's.
 *
 * @param id its resource id
 * @param target resource id of the machine, as the service spells it
 * @param storagePath URL of its blob; null when it has none
 * @param provisioningState of the resource, not of the session: Updating, Succeeded, Failed, …
 * @param timeLimitSeconds as applied; null where the service does not say, likewise the other limits
 */
public record PacketCaptureSession(
        String name,
        String id,
        String target,
        @Nullable String storagePath,
        @Nullable String filePath,
        String provisioningState,
        @Nullable Integer timeLimitSeconds,
        @Nullable Long totalBytes,
        @Nullable Long bytesPerPacket,
        List<CaptureFilter> filters) {

    public PacketCaptureSession {
        filters = List.copyOf(filters);
    }

    public boolean provisioningFailed() {
        return provisioningState.equalsIgnoreCase("Failed") || provisioningState.equalsIgnoreCase("Canceled");
    }
}
