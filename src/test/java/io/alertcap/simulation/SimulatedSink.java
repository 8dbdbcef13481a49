package io.alertcap.simulation;

import io.alertcap.capture.CaptureException;
import io.alertcap.capture.Notice;
import io.alertcap.capture.Notifier;
import io.alertcap.capture.TimeBudget;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Where messages arrive, some of them twice. */
final class SimulatedSink {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final Schedule schedule;
    private final Chaos chaos;
    private final List<String> destinations;
    private final Consumer<Notice> watch;
    private final Map<String, Set<String>> arrived = new HashMap<>();
    private final Map<String, Long> downUntil = new HashMap<>();

    SimulatedSink(Schedule schedule, Chaos chaos, List<String> destinations, Consumer<Notice> watch) {
        this.schedule = schedule;
        this.chaos = chaos;
        this.destinations = destinations;
        this.watch = watch;
    }

    void downFor(String destination, long millis) {
        downUntil.put(destination, schedule.now() + millis);
    }

    List<String> destinations() {
        return destinations;
    }

    /** Ids of the messages that arrived. */
    Set<String> at(String destination) {
        return arrived.getOrDefault(destination, Set.of());
    }

    Notifier seenBy(Host host) {
        return new Notifier() {
            @Override
            public List<String> destinations() {
                return destinations;
            }

            @Override
            public Delivery send(String destination, Notice notice, TimeBudget budget) {
                try {
                    return host.call(new Host.Outside<>(
                            "tell " + destination + " " + notice.id(),
                            chaos.fate(chaos.serviceFault / 2),
                            chaos.serviceLatency(),
                            chaos.serviceLatency(),
                            budget.atMost(LIMIT).toMillis(),
                            () -> {},
                            () -> {
                                if (schedule.now() < Objects.requireNonNullElse(downUntil.get(destination), 0L)) {
                                    return Delivery.failed("HTTP 503");
                                }
                                watch.accept(notice);
                                arrived.computeIfAbsent(destination, none -> new TreeSet<>())
                                        .add(notice.id());
                                return Delivery.DONE;
                            },
                            CaptureException::new,
                            () -> new CaptureException("HTTP 500")));
                } catch (CaptureException e) {
                    return Delivery.failed(String.valueOf(e.getMessage()));
                }
            }
        };
    }
}
