package io.alertcap.capture;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Destinations that remember what they were sent, and can be down. Thread-safe. */
public final class RecordingNotifier implements Notifier {
    /** One message that arrived. */
    public record Arrived(String destination, Notice notice) {}

    private final List<String> destinations;
    private final List<Arrived> arrived = new ArrayList<>();
    private final Set<String> down = new HashSet<>();
    private Effects effects = Effects.UNDISTURBED;
    private int attempts;

    public RecordingNotifier(String... destinations) {
        this.destinations = List.of(destinations);
    }

    public synchronized void effects(Effects value) {
        effects = value;
    }

    public synchronized void down(String destination) {
        down.add(destination);
    }

    public synchronized void up(String destination) {
        down.remove(destination);
    }

    public synchronized List<Arrived> arrived() {
        return List.copyOf(arrived);
    }

    public synchronized List<String> ids() {
        return arrived.stream().map(one -> one.notice().id()).toList();
    }

    public synchronized int attempts() {
        return attempts;
    }

    @Override
    public List<String> destinations() {
        return destinations;
    }

    @Override
    public synchronized Delivery send(String destination, Notice notice, TimeBudget budget) {
        effects.before("send");
        attempts++;
        if (down.contains(destination)) {
            return Delivery.failed("connection refused");
        }
        arrived.add(new Arrived(destination, notice));
        effects.after("send");
        return Delivery.DONE;
    }
}
