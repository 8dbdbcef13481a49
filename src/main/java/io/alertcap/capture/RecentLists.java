package io.alertcap.capture;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The newest list of each watcher that this process has read, so that the watch need not ask for it again. */
final class RecentLists {
    private final Map<String, Listed> newest = new ConcurrentHashMap<>();

    /** @param at before the service was asked */
    record Listed(List<PacketCaptureSession> sessions, Instant at) {}

    void remember(Watcher watcher, List<PacketCaptureSession> sessions, Instant at) {
        newest.put(watcher.key(), new Listed(List.copyOf(sessions), at));
    }

    Optional<Listed> within(Duration age, Watcher watcher, Instant now) {
        return Optional.ofNullable(newest.get(watcher.key()))
                .filter(list -> !list.at().plus(age).isBefore(now));
    }
}
