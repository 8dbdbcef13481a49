package io.alertcap.notify;

import io.alertcap.capture.Notice;
import io.alertcap.capture.Notifier;
import io.alertcap.capture.TimeBudget;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Several notifiers as one: each destination is served by the one that knows it. */
public final class Notifiers implements Notifier {
    private final Map<String, Notifier> byDestination = new LinkedHashMap<>();

    /** @throws IllegalArgumentException if two of them know a destination of one name */
    public Notifiers(List<Notifier> notifiers) {
        for (Notifier notifier : notifiers) {
            for (String destination : notifier.destinations()) {
                if (byDestination.put(destination, notifier) != null) {
                    throw new IllegalArgumentException("Two destinations are named " + destination);
                }
            }
        }
    }

    @Override
    public List<String> destinations() {
        return List.copyOf(byDestination.keySet());
    }

    @Override
    public Delivery send(String destination, Notice notice, TimeBudget budget) {
        Notifier notifier = byDestination.get(destination);
        return notifier == null ? Delivery.NOT_CONFIGURED : notifier.send(destination, notice, budget);
    }
}
